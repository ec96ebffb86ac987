-- Macros: facts to counters, counters to windows
-- shape: indexed (the indexes that doctor wants are there)
-- parameters: run_id
-- reads: kpi_source_tenants, kpi_rollup, staff_kpi_rollup
-- writes: kpi_stage
-- why: every family and grain is summed by this one text, salon and staff in one pass over the facts

{%- import 'scripts/sql/_appointments.sql' as appointments -%}
{%- import 'scripts/sql/_events.sql' as events -%}
{%- import 'scripts/sql/_windows.sql' as w -%}

{#- The counters of a row `f` of a family, as a list of (key, salon, staff). -#}
{%- macro values_of(family) -%}
(
        values
        {%- for counter in family.totals %}
        ('{{ counter.name }}', f.{{ counter.name }}, {{ counter.staff_value }}){{ ',' if not loop.last or family.keyed }}
        {%- endfor %}
        {%- for counter in family.keyed %}
        ('{{ counter.name }}|' || f.{{ counter.key }}, f.{{ counter.keyed_column }}, {{ counter.staff_value }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro -%}

{#- One family's facts, summed per tenant, staff and window into one row per counter and key. -#}
{%- macro counted(family, grain) -%}
{%- set keys = family.key_columns -%}
    select
        f.tenant_id,
        f.staff_id,
        f.period_start,
        c.key,
        c.salon,
        c.staff
    from (
        select
            facts.tenant_id,
            facts.staff_id,
            {{ w.period_start(grain, 'facts.at', 'facts.day_start') }} as period_start
            {%- for key in keys %},
            facts.{{ key }}
            {%- endfor %}
            {%- for column in family.columns %},
            {{ 'max' if column.endswith('_max') else 'sum' }}(facts.{{ column }}) as {{ column }}
            {%- endfor %}
        from (
{{ family.render(
    indexed=indexed, grain=grain, judged_appointments='judged_appointments', happened_events='happened_events'
) }}
        ) as facts
        group by 1, 2, 3{% for key in keys %}, {{ 3 + loop.index }}{% endfor %}, {{ w.hashed() }}
    ) as f
    cross join lateral {{ values_of(family) }} as c (key, salon, staff)
    where c.salon <> 0 or c.staff <> 0
{%- endmacro -%}

{#- How the values of one key merge: sums, but maxima for keys named so. -#}
{%- macro merged(key, value) -%}
trim_scale(
            case when split_part({{ key }}, '|', 1) like '%\_max' then max({{ value }}) else sum({{ value }}) end
        )
{%- endmacro -%}

{#- Stage one row per window, from rows (tenant_id, staff_id, period_start, key, value); a null key only names a window. -#}
{%- macro stage(grain) -%}
insert into kpi_stage (run_id, tenant_id, staff_id, granularity, period_start, period_end, counters_json)
select
    {{ param('run_id') }}::text as run_id,
    merged.tenant_id,
    merged.staff_id,
    '{{ grain }}' as granularity,
    merged.period_start,
    windows.period_end,
    coalesce(jsonb_object_agg(merged.key, merged.value) filter (where merged.value <> 0), '{}') as counters_json
from (
    select
        counted.tenant_id,
        counted.staff_id,
        counted.period_start,
        counted.key,
        {{ merged('counted.key', 'counted.value') }} as value
    from (
{{ caller() }}
        union all
        select tenants.tenant_id, '' as staff_id, windows.period_start, null as key, null as value
        from kpi_source_tenants as tenants
        inner join {{ w.windows(grain) }} as windows on tenants.tenant_id = windows.tenant_id
        union all
        select published.tenant_id, published.staff_id, published.period_start, null as key, null as value
        from staff_kpi_rollup as published
        inner join {{ w.windows(grain) }} as windows
            on published.tenant_id = windows.tenant_id and published.period_start = windows.period_start
        where published.granularity = '{{ grain }}'
    ) as counted
    group by counted.tenant_id, counted.staff_id, counted.period_start, counted.key
) as merged
inner join {{ w.windows(grain) }} as windows
    on merged.tenant_id = windows.tenant_id and merged.period_start = windows.period_start
group by merged.tenant_id, merged.staff_id, merged.period_start, windows.period_end
{%- endmacro -%}

{#- Hours and days: all families, from the sources. -#}
{%- macro from_sources(grain, families) -%}
{%- call stage(grain) %}
        select facts.tenant_id, levels.staff_id, facts.period_start, facts.key, levels.value
        from (
        with judged_appointments as materialized (
{{ appointments.judged() }}
        ),
        happened_events as materialized (
{{ events.happened() }}
        )
{%- for family in families %}
{{ counted(family, grain) }}
{%- if not loop.last %}
    union all
{%- endif %}
{%- endfor %}
        ) as facts
        cross join lateral (
            values ('', facts.salon), (facts.staff_id, facts.staff)
        ) as levels (staff_id, value)
        -- An id that no index row can hold stays with the salon's unassigned work.
        where levels.value <> 0 and octet_length(levels.staff_id) <= 1000
{%- endcall %}
{%- endmacro -%}

{#- Weeks and months: what their days have stored. -#}
{%- macro from_days(grain) -%}
{%- call stage(grain) %}
        select days.tenant_id, '' as staff_id, windows.period_start, counters.key, counters.value::numeric as value
        from kpi_rollup as days
        inner join {{ w.windows(grain) }} as windows
            on days.tenant_id = windows.tenant_id
            and days.period_start >= windows.period_start
            and days.period_start < windows.period_end
        cross join lateral jsonb_each(days.counters_json) as counters (key, value)
        where days.granularity = 'day'
        union all
        select days.tenant_id, days.staff_id, windows.period_start, counters.key, counters.value::numeric as value
        from staff_kpi_rollup as days
        inner join {{ w.windows(grain) }} as windows
            on days.tenant_id = windows.tenant_id
            and days.period_start >= windows.period_start
            and days.period_start < windows.period_end
        cross join lateral jsonb_each(days.counters_json) as counters (key, value)
        where days.granularity = 'day'
{%- endcall %}
{%- endmacro -%}
