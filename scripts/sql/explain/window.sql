-- The window that a metric is to be explained of, cut into the days or the hour that it is counted from
-- grain: one row per day of the window, or one for an hour; none for an unknown tenant
-- shape: grain; level (salon or staff)
-- parameters: tenant_id, staff_id (for staff), day (a local date), clock (for hours: a local time), instant (for
--     hours; null: by the clock), as_of (where it has not been computed)
-- reads: kpi_tenant, kpi_ledger, kpi_coverage, kpi_rollup, staff_kpi_rollup, kpi_seal, kpi_retention,
--     kpi_source_tenants
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'scripts/sql/_seals.sql' as seals %}
with asked as (
    select
        t.tenant_id,
        t.timezone,
        {%- if grain == 'hour' %}
        coalesce(
            {{ param('instant') }}::timestamptz,
            ({{ param('day') }}::date + {{ param('clock') }}::time) at time zone t.timezone
        ) as instant
        {%- else %}
        {{ param('day') }}::date as day
        {%- endif %}
    from kpi_tenant as t
    where t.tenant_id = {{ param('tenant_id') }}::text and kpi_is_timezone(t.timezone)
),

dates as (
    select
        asked.*,
        {%- if grain == 'hour' %}
        -- Where midnight comes twice, the next day has begun with the first.
        local.day + (kpi_day_start(local.day + 1, asked.timezone) <= asked.instant)::integer as first_day,
        1 as days
    from asked
    cross join lateral (select (asked.instant at time zone asked.timezone)::date as day) as local
        {%- elif grain == 'week' %}
        asked.day - extract(isodow from asked.day)::integer + 1 as first_day,
        7 as days
    from asked
        {%- elif grain == 'month' %}
        month.first_day,
        make_date(month.year + month.number / 12, month.number % 12 + 1, 1) - month.first_day as days
    from asked
    cross join lateral (
        select
            extract(year from asked.day)::integer as year,
            extract(month from asked.day)::integer as number,
            asked.day - extract(day from asked.day)::integer + 1 as first_day
    ) as month
        {%- else %}
        asked.day as first_day,
        1 as days
    from asked
        {%- endif %}
),

days as (
    select
        dates.tenant_id,
        dates.timezone,
        {%- if grain == 'hour' %}
        dates.instant,
        {%- endif %}
        kpi_day_start(dates.first_day, dates.timezone) as first_start,
        kpi_day_start(dates.first_day + dates.days, dates.timezone) as last_end,
        kpi_day_start(dates.first_day + n, dates.timezone) as day_start,
        kpi_day_start(dates.first_day + n + 1, dates.timezone) as day_end
    from dates
    cross join lateral generate_series(0, dates.days - 1) as n
),

spans as (
    select
        days.tenant_id,
        days.timezone,
        days.day_start,
        days.day_end,
        {%- if grain == 'hour' %}
        days.instant,
        hours.hour_start as span_start,
        least(hours.hour_start + interval '1 hour', days.day_end) as span_end,
        hours.hour_start as period_start,
        least(hours.hour_start + interval '1 hour', days.day_end) as period_end
        {%- else %}
        days.day_start as span_start,
        days.day_end as span_end,
        days.first_start as period_start,
        days.last_end as period_end
        {%- endif %}
    from days
    {%- if grain == 'hour' %}
    cross join lateral (
        select {{ w.period_start(grain, 'days.instant', 'days.day_start') }} as hour_start
    ) as hours
    {%- endif %}
    where days.day_start < days.day_end
)

select
    spans.*,
    {%- if grain == 'hour' %}
    (spans.instant at time zone spans.timezone)::time as clock,
    {%- endif %}
    spans.period_start at time zone spans.timezone as local_start,
    spans.period_end at time zone spans.timezone as local_end,
    coalesce(ledger.as_of, {{ param('as_of') }}::timestamptz) as as_of,
    ledger.period_start is not null as is_computed,
    ledger.definition,
    stored.metrics_json as metrics,
    coalesce(coverage.good @> tstzrange(spans.period_start, spans.period_end), false) as is_good,
    (
        select coalesce(array_agg(distinct ranges.source order by ranges.source), '{}')
        from {{ seals.sealed_ranges() }} as ranges
        where
            ranges.tenant_id = spans.tenant_id
            and ranges.sealed && tstzrange(spans.period_start, spans.period_end)
    ) as sealed
from spans
left join kpi_ledger as ledger
    on spans.tenant_id = ledger.tenant_id
    and ledger.granularity = '{{ grain }}'
    and spans.period_start = ledger.period_start
left join kpi_coverage as coverage
    on spans.tenant_id = coverage.tenant_id
    and coverage.granularity = '{{ grain }}'
left join {{ 'staff_kpi_rollup' if level == 'staff' else 'kpi_rollup' }} as stored
    on spans.tenant_id = stored.tenant_id
    and stored.granularity = '{{ grain }}'
    and spans.period_start = stored.period_start
    {%- if level == 'staff' %}
    and stored.staff_id = {{ param('staff_id') }}::text
    {%- endif %}
order by spans.day_start
