-- Macros: what a run is asked for, as ranges of instants per tenant
-- parameters: as_of, lookback, from_date, to_date, range_tenants, range_starts, range_ends
-- reads: kpi_history
-- why: each is a common table expression `asked` (tenant_id, timezone, windows) on `chosen` (tenant_id, timezone, good)
{%- import 'scripts/sql/_calendar.sql' as c %}
{%- import 'scripts/sql/_windows.sql' as w %}

{#- missed: every closed window that is not good, from the tenant's first row on, and the last ones again. A tenant
    without rows has the last one. -#}
{%- macro missed(grain, days_each) -%}
zones as (
    select
        chosen.timezone,
        (
            ({{ param('as_of') }}::timestamptz at time zone chosen.timezone)::date
            - ({{ param('lookback') }}::integer + 3) * {{ days_each }}
        ) as first_day,
        ({{ param('as_of') }}::timestamptz at time zone chosen.timezone)::date + 1 as last_day
    from chosen
    group by chosen.timezone
),

recent as (
    select
        days.timezone,
        windows.period_start,
        windows.period_end,
        row_number() over (partition by days.timezone order by windows.period_start desc) as age
    from (
        select
            calendar.timezone,
            calendar.day_start as span_start,
            calendar.day_end as span_end,
            calendar.day_end
        from {{ c.calendar(grain, 'zones') }} as calendar
    ) as days
    cross join lateral {{ w.windows_of(grain, 'days') }} as windows
    where windows.period_end <= {{ param('as_of') }}::timestamptz
),

edges as materialized (
    select
        recent.timezone,
        max(recent.period_end) as closed_at,
        coalesce(
            min(recent.period_start) filter (where recent.age <= {{ param('lookback') }}::integer),
            max(recent.period_end)
        ) as again_from,
        coalesce(
            min(recent.period_start) filter (where recent.age <= least({{ param('lookback') }}::integer, 1)),
            max(recent.period_end)
        ) as last_from
    from recent
    group by recent.timezone
),

asked as (
    select
        chosen.tenant_id,
        chosen.timezone,
        tstzmultirange(tstzrange(least(edges.last_from, history.first_row_at), edges.closed_at))
        - (chosen.good - tstzmultirange(tstzrange(edges.again_from, null))) as windows
    from chosen
    inner join edges on chosen.timezone = edges.timezone
    left join kpi_history as history on chosen.tenant_id = history.tenant_id
),
{%- endmacro -%}

{#- dates: every window that meets two local dates; without the second one up to as_of. -#}
{%- macro dates() -%}
asked as (
    select
        chosen.tenant_id,
        chosen.timezone,
        tstzmultirange(tstzrange(
            kpi_day_start({{ param('from_date') }}::date, chosen.timezone),
            coalesce(
                kpi_day_start({{ param('to_date') }}::date + 1, chosen.timezone),
                greatest(
                    {{ param('as_of') }}::timestamptz,
                    kpi_day_start({{ param('from_date') }}::date, chosen.timezone)
                )
            )
        )) as windows
    from chosen
),
{%- endmacro -%}

{#- ranges: those that meet given ranges of their tenants, and are not good. -#}
{%- macro ranges() -%}
asked as (
    select
        chosen.tenant_id,
        chosen.timezone,
        range_agg(tstzrange(ranges.range_start, ranges.range_end)) - chosen.good as windows
    from chosen
    inner join unnest(
        {{ param('range_tenants') }}::text[],
        {{ param('range_starts') }}::timestamptz[],
        {{ param('range_ends') }}::timestamptz[]
    ) as ranges (tenant_id, range_start, range_end) on chosen.tenant_id = ranges.tenant_id
    group by chosen.tenant_id, chosen.timezone, chosen.good
),
{%- endmacro -%}
