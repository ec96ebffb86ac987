-- Keep what staged windows had counted from a source that has been deleted since; what never was counted is gone, not 0
-- grain: one row per tenant and hour or day
-- parameters: run_id
-- reads: kpi_stage, kpi_rollup, kpi_seal, kpi_retention, kpi_source_tenants
-- writes: kpi_stage
-- why: families are kept whole, so that a rate keeps its denominator; weeks and months follow from their days
{%- import 'scripts/sql/_seals.sql' as seals %}
{%- macro is_kept() -%}
exists (
        select from kept_counters as kept
        where kept.source = any(sealed.sources) and kept.name in (counters.key, split_part(counters.key, '|', 1))
    )
{%- endmacro %}
with sealed as materialized (
    select
        staged.tenant_id,
        staged.granularity,
        staged.period_start,
        array_agg(distinct seals.source) as sources
    from kpi_stage as staged
    inner join {{ seals.sealed_ranges() }} as seals
        on staged.tenant_id = seals.tenant_id
        and seals.sealed && tstzrange(staged.period_start, staged.period_end)
    where
        staged.run_id = {{ param('run_id') }}::text
        and staged.staff_id = ''
        and staged.granularity in ('hour', 'day')
    group by staged.tenant_id, staged.granularity, staged.period_start
),

kept_counters as (
    select kept.source, kept.name
    from (
        values
        {%- for family in families %}
        {%- for source in family.retained + (['reminders'] if family.reaches_back else []) %}
        {%- for counter in family.counters %}
        ('{{ source }}', '{{ counter.name }}'),
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        ('message_log', 'sources_gone|message_log'),
        ('job_log', 'sources_gone|job_log')
    ) as kept (source, name)
),

parts as (
    select sealed.tenant_id, sealed.granularity, sealed.period_start, counters.key, counters.value
    from sealed
    inner join kpi_stage as staged
        on sealed.tenant_id = staged.tenant_id
        and sealed.granularity = staged.granularity
        and sealed.period_start = staged.period_start
        and staged.staff_id = ''
        and staged.run_id = {{ param('run_id') }}::text
    cross join lateral jsonb_each(staged.counters_json) as counters (key, value)
    where not {{ is_kept() }}
    union all
    select sealed.tenant_id, sealed.granularity, sealed.period_start, counters.key, counters.value
    from sealed
    inner join kpi_rollup as published
        on sealed.tenant_id = published.tenant_id
        and sealed.granularity = published.granularity
        and sealed.period_start = published.period_start
    cross join lateral jsonb_each(published.counters_json) as counters (key, value)
    where {{ is_kept() }}
    union all
    select
        sealed.tenant_id,
        sealed.granularity,
        sealed.period_start,
        'sources_gone|' || gone.source as key,
        '1'::jsonb as value
    from sealed
    cross join lateral unnest(sealed.sources) as gone (source)
    where gone.source <> 'reminders' and not exists (
        select from kpi_rollup as published
        where
            published.tenant_id = sealed.tenant_id
            and published.granularity = sealed.granularity
            and published.period_start = sealed.period_start
    )
)

update kpi_stage as staged
set counters_json = coalesce((
    select jsonb_object_agg(parts.key, parts.value)
    from parts
    where
        parts.tenant_id = staged.tenant_id
        and parts.granularity = staged.granularity
        and parts.period_start = staged.period_start
), '{}')
from sealed
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id = ''
    and staged.tenant_id = sealed.tenant_id
    and staged.granularity = sealed.granularity
    and staged.period_start = sealed.period_start
