-- What some counters of a window add up to, and the facts behind them, the heaviest first
-- grain: one row per counter (facts: how many), then one per counter and fact, up to a limit for each
-- shape: indexed (the indexes that doctor wants are there); grain; level (salon or staff)
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants, counters,
--     histogram (null: none; a counter whose bins are all asked for), staff_id (for staff), limit, timezone
-- reads: the families
-- why: these are the facts that a rollup sums, by the same text, so that what is explained is what is counted
{%- import 'scripts/sql/_rollup.sql' as rollup %}
with facts as materialized (
    {%- for family in families %}
    select
        f.tenant_id,
        f.staff_id,
        f.at,
        f.source_table,
        f.source_id,
        c.counter,
        c.salon,
        c.staff
    from (
{{ family.render(indexed=indexed, grain=grain) }}
    ) as f
    cross join lateral {{ rollup.values_of(family) }} as c (counter, salon, staff)
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

asked as (
    select
        facts.counter,
        case
            when starts_with(facts.counter, {{ param('histogram') }}::text || '|') then {{ param('histogram') }}::text
            else facts.counter
        end as part,
        facts.{{ level }}::numeric as value,
        facts.at,
        facts.staff_id,
        facts.source_table,
        facts.source_id
    from facts
    where
        facts.{{ level }} <> 0
        {%- if level == 'staff' %}
        and facts.staff_id = {{ param('staff_id') }}::text
        {%- endif %}
        and (
            facts.counter = any({{ param('counters') }}::text[])
            or starts_with(facts.counter, {{ param('histogram') }}::text || '|')
        )
),

ranked as (
    select
        asked.*,
        row_number() over (
            partition by asked.part
            -- Of a histogram the highest bins first.
            order by
                abs(asked.value) desc, length(asked.counter) desc, asked.counter desc,
                asked.at, asked.source_table, asked.source_id
        ) as place
    from asked
)

select
    asked.counter,
    asked.part,
    {{ rollup.merged('asked.counter', 'asked.value') }} as value,
    count(*) as facts,
    0 as place,
    null::timestamptz as at,
    null::timestamp as local_at,
    null::text as staff_id,
    null::text as source_table,
    null::text as source_id
from asked
group by asked.counter, asked.part
union all
select
    ranked.counter,
    ranked.part,
    ranked.value,
    null::bigint as facts,
    ranked.place,
    ranked.at,
    ranked.at at time zone {{ param('timezone') }}::text as local_at,
    ranked.staff_id,
    ranked.source_table,
    ranked.source_id
from ranked
where ranked.place <= {{ param('limit') }}::bigint
order by part, place, counter
