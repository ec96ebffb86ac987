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

{#- How the values of a fact column merge. -#}
{%- macro merge_of(column) -%}
{{ 'max' if column.endswith('_max') else 'sum' }}
{%- endmacro -%}

{#- One family's facts, summed per tenant, staff, window and the columns that break counters down. -#}
{%- macro summed(family, grain) -%}
{%- set keys = family.key_columns -%}
    select
        facts.tenant_id,
        facts.staff_id,
        {{ w.period_start(grain, 'facts.at', 'facts.day_start') }} as period_start
        {%- for key in keys %},
        facts.{{ key }}
        {%- endfor %}
        {%- for column in family.columns %},
        {{ merge_of(column) }}(facts.{{ column }}) as {{ column }}
        {%- endfor %}
    from (
{{ family.render(
    indexed=indexed, grain=grain, judged_appointments='judged_appointments', happened_events='happened_events'
) }}
    ) as facts
    group by 1, 2, 3{% for key in keys %}, {{ 3 + loop.index }}{% endfor %}, {{ w.hashed() }}
{%- endmacro -%}

{#- The members of staff that have a row: an id that no index row can hold stays with the salon's unassigned work. -#}
{%- macro has_row(staff_id) -%}
octet_length({{ staff_id }}) between 1 and 1000
{%- endmacro -%}

{#- The counters of a family without breakdown, from its summed facts: columns are summed for the salon before they become
    rows. -#}
{%- macro counted_by_column(family, sums) -%}
{%- set of_staff = family.totals | selectattr('staff_column') | list -%}
    select levels.tenant_id, levels.staff_id, levels.period_start, c.key, trim_scale(c.value) as value
    from (
        select
            f.tenant_id,
            '' as staff_id,
            f.period_start
            {%- for counter in family.totals %},
            {{ merge_of(counter.name) }}(f.{{ counter.name }}) as {{ counter.name }}
            {%- endfor %}
        from {{ sums }} as f
        group by f.tenant_id, f.period_start, {{ w.hashed() }}
        {%- if of_staff %}
        union all
        select
            f.tenant_id,
            f.staff_id,
            f.period_start
            {%- for counter in family.totals %},
            {{ counter.staff_value }} as {{ counter.name }}
            {%- endfor %}
        from {{ sums }} as f
        where {{ has_row('f.staff_id') }}
        {%- endif %}
    ) as levels
    cross join lateral (
        values
        {%- for counter in family.totals %}
        ('{{ counter.name }}', levels.{{ counter.name }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as c (key, value)
    where c.value <> 0
{%- endmacro -%}

{#- The counters of a family that breaks some down, from its summed facts. -#}
{%- macro counted_by_key(family, sums) -%}
    select f.tenant_id, levels.staff_id, f.period_start, c.key, {{ merged('c.key', 'levels.value') }} as value
    from {{ sums }} as f
    cross join lateral {{ values_of(family) }} as c (key, salon, staff)
    cross join lateral (
        values ('', c.salon), (case when {{ has_row('f.staff_id') }} then f.staff_id end, c.staff)
    ) as levels (staff_id, value)
    where levels.value <> 0 and levels.staff_id is not null
    group by f.tenant_id, levels.staff_id, f.period_start, c.key, {{ w.hashed() }}
{%- endmacro -%}

{#- How the values of one key merge: sums, but maxima for keys named so. -#}
{%- macro merged(key, value) -%}
trim_scale(
            case when split_part({{ key }}, '|', 1) like '%\_max' then max({{ value }}) else sum({{ value }}) end
        )
{%- endmacro -%}

{#- Stage one row per window, from rows (tenant_id, staff_id, period_start, key, value), a key once; a null key only names
    a window. -#}
{%- macro stage(grain) -%}
insert into kpi_stage (run_id, tenant_id, staff_id, granularity, period_start, period_end, counters_json)
select
    {{ param('run_id') }}::text as run_id,
    counted.tenant_id,
    counted.staff_id,
    '{{ grain }}' as granularity,
    counted.period_start,
    windows.period_end,
    counted.counters_json
from (
    select
        counters.tenant_id,
        counters.staff_id,
        counters.period_start,
        coalesce(
            jsonb_object_agg(counters.key, counters.value) filter (where counters.value <> 0), '{}'
        ) as counters_json
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
    ) as counters
    group by counters.tenant_id, counters.staff_id, counters.period_start
) as counted
inner join {{ w.windows(grain) }} as windows
    on counted.tenant_id = windows.tenant_id and counted.period_start = windows.period_start
{%- endmacro -%}

{#- Hours and days: all families, from the sources. -#}
{%- macro from_sources(grain, families) -%}
{%- call stage(grain) %}
        select facts.tenant_id, facts.staff_id, facts.period_start, facts.key, facts.value
        from (
        with judged_appointments as materialized (
{{ appointments.judged() }}
        ),
        happened_events as materialized (
{{ events.happened() }}
        )
{%- for family in families %},
        {{ family.name }}_sums as (
{{ summed(family, grain) }}
        )
{%- endfor %}
{%- for family in families %}
{{ (counted_by_key if family.keyed else counted_by_column)(family, family.name ~ '_sums') }}
{%- if not loop.last %}
    union all
{%- endif %}
{%- endfor %}
        ) as facts
{%- endcall %}
{%- endmacro -%}

{#- The days of the windows. -#}
{%- macro of_windows(grain) -%}
inner join {{ w.windows(grain) }} as windows
                on published.tenant_id = windows.tenant_id
                and published.period_start >= windows.period_start
                and published.period_start < windows.period_end
            where published.granularity = 'day'
{%- endmacro -%}

{#- Weeks and months: what their days have stored. -#}
{%- macro from_days(grain) -%}
{%- call stage(grain) %}
        select
            days.tenant_id,
            days.staff_id,
            days.period_start,
            counters.key,
            {{ merged('counters.key', 'counters.value::numeric') }} as value
        from (
            select published.tenant_id, '' as staff_id, windows.period_start, published.counters_json
            from kpi_rollup as published
            {{ of_windows(grain) }}
            union all
            select published.tenant_id, published.staff_id, windows.period_start, published.counters_json
            from staff_kpi_rollup as published
            {{ of_windows(grain) }}
        ) as days
        cross join lateral jsonb_each(days.counters_json) as counters (key, value)
        group by days.tenant_id, days.staff_id, days.period_start, counters.key
{%- endcall %}
{%- endmacro -%}
