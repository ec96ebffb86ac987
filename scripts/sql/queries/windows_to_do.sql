-- The windows that a run has to compute, newest first
-- grain: one row per tenant and span: some hours of one local day, or one day, week or month
-- shape: grain; asked (see _asked.sql); with_open (also what is not over at as_of); again (good ones too); stored (only
--     what is stored); resumed (not what a run cut short has computed); stale (also what is of another definition)
-- parameters: tenant_ids, timezones, as_of, max_windows (null: all), lookback (where missed), from_date (where dates),
--     to_date (where dates), range_tenants (where ranges), range_starts (where ranges), range_ends (where ranges),
--     done_since (where resumed), definition (where stale)
-- reads: kpi_coverage, kpi_ledger, kpi_failure, kpi_history, kpi_rollup, kpi_seal
-- why: what is good is kept as ranges, so that the cost follows what is missing and not the years that are there
{%- import 'scripts/sql/_calendar.sql' as c %}
{%- import 'scripts/sql/_asked.sql' as asked_for %}
{%- import 'scripts/sql/_ledger.sql' as ledgers %}
{%- import 'scripts/sql/_windows.sql' as w %}
{%- set as_of = param('as_of') ~ '::timestamptz' %}
{%- set windows = w.hours('parts.span_start', 'parts.span_end') if grain == 'hour' else '1' %}
{%- set days_before = {'hour': 1, 'day': 1, 'week': 7, 'month': 31}[grain] %}
with chosen as materialized (
    select
        ids.tenant_id,
        ids.timezone,
        {%- if again %}
        '{}'::tstzmultirange as good
        {%- elif stale %}
        coalesce(coverage.good, '{}') - coalesce((
            select range_agg(tstzrange(ledger.period_start, ledger.period_end))
            from kpi_ledger as ledger
            where
                ledger.tenant_id = ids.tenant_id
                and ledger.granularity = '{{ grain }}'
                and ledger.definition <> {{ param('definition') }}::text
        ), '{}') as good
        {%- else %}
        coalesce(coverage.good, '{}')
        {%- if grain == 'hour' and asked == 'missed' %}
        -- Hours that prune has deleted are not missing.
        + coalesce((
            select seals.sealed
            from kpi_seal as seals
            where seals.tenant_id = ids.tenant_id and seals.source = 'kpi_rollup'
        ), '{}')
        {%- endif %}
        as good
        {%- endif %}
    from unnest(
        {{ param('tenant_ids') }}::text[], {{ param('timezones') }}::text[]
    ) as ids (tenant_id, timezone)
    left join kpi_coverage as coverage
        on ids.tenant_id = coverage.tenant_id
        and ids.timezone = coverage.timezone
        and coverage.granularity = '{{ grain }}'
),
{%- if asked == 'missed' %}

{{ asked_for.missed(grain, days_before) }}
{%- elif asked == 'dates' %}

{{ asked_for.dates() }}
{%- else %}

{{ asked_for.ranges() }}
{%- endif %}
{%- if resumed %}

done as (
    select ledger.tenant_id, range_agg(tstzrange(ledger.period_start, ledger.period_end)) as windows
    from kpi_ledger as ledger
    where
        ledger.tenant_id = any({{ param('tenant_ids') }}::text[])
        and ledger.granularity = '{{ grain }}'
        and ledger.computed_at >= {{ param('done_since') }}::timestamptz
        and ledger.period_start >= (select min(lower(asked.windows)) - interval '768 hours' from asked)
        and ledger.period_end <= ledger.as_of
    group by ledger.tenant_id
),
{%- endif %}

wanted as materialized (
    select
        asked.tenant_id,
        asked.timezone,
        {%- if resumed %}
        asked.windows - coalesce(done.windows, '{}') as windows
        {%- else %}
        asked.windows
        {%- endif %}
    from asked
    {%- if resumed %}
    left join done on asked.tenant_id = done.tenant_id
    {%- endif %}
),

wanted_zones as (
    select
        wanted.timezone,
        (min(lower(wanted.windows)) at time zone wanted.timezone)::date - {{ days_before }} as first_day,
        (max(upper(wanted.windows)) at time zone wanted.timezone)::date + 1 as last_day
    from wanted
    where not isempty(wanted.windows)
    group by wanted.timezone
),

spans as materialized (
    select
        calendar.timezone,
        calendar.day_start,
        calendar.day_end,
        {%- if grain == 'hour' and not with_open %}
        case
            when calendar.day_end <= {{ param('as_of') }}::timestamptz then calendar.day_end
            else {{ w.period_start('hour', 'least(' ~ as_of ~ ', calendar.day_end)', 'calendar.day_start') }}
        end as span_end
        {%- else %}
        calendar.day_end as span_end
        {%- endif %}
    from {{ c.calendar(grain, 'wanted_zones') }} as calendar
),

parts as (
    select
        wanted.tenant_id,
        wanted.timezone,
        spans.day_start,
        spans.day_end,
        {%- if grain == 'hour' %}
        {{ w.period_start('hour', 'lower(part.windows)', 'spans.day_start') }} as span_start,
        least({{ w.hour_end('upper(part.windows)', 'spans.day_start') }}, spans.span_end) as span_end
        {%- else %}
        spans.day_start as span_start,
        spans.day_end as span_end
        {%- endif %}
    from wanted
    inner join spans
        on wanted.timezone = spans.timezone
        and spans.day_start < spans.span_end
        and wanted.windows && tstzrange(spans.day_start, spans.span_end)
        {%- if not with_open %}
        and spans.span_end <= {{ param('as_of') }}::timestamptz
        {%- endif %}
    {%- if grain == 'hour' %}
    cross join lateral (
        select wanted.windows * tstzmultirange(tstzrange(spans.day_start, spans.span_end)) as windows
    ) as part
    {%- endif %}
    {%- if stored %}
    where exists (
        select from kpi_rollup as published
        where
            published.tenant_id = wanted.tenant_id
            and published.granularity = '{{ grain }}'
            and published.period_start = spans.day_start
    )
    {%- endif %}
),

counted as (
    select
        parts.*,
        {{ windows }} as windows,
        sum({{ windows }}) over newest_first as so_far,
        sum({{ windows }}) over () as windows_missing
    from parts
    window newest_first as (
        order by parts.span_start desc, parts.timezone collate "C", parts.tenant_id collate "C"
        rows unbounded preceding
    )
),

taken as (
    select
        counted.tenant_id,
        counted.timezone,
        counted.day_start,
        counted.day_end,
        counted.span_end,
        {%- if grain == 'hour' %}
        counted.span_start
        + greatest(counted.so_far - {{ param('max_windows') }}::bigint, 0) * interval '1 hour' as span_start,
        {%- else %}
        counted.span_start,
        {%- endif %}
        counted.windows_missing
    from counted
    where
        {{ param('max_windows') }}::bigint is null
        or counted.so_far - counted.windows < {{ param('max_windows') }}::bigint
)

select
    taken.tenant_id,
    taken.timezone,
    taken.span_start,
    taken.span_end,
    taken.day_start,
    taken.day_end,
    taken.windows_missing,
    {{ ledgers.computations(grain, 'taken.tenant_id', 'taken.span_start', 'taken.span_end') }} as computations,
    (
        select count(*) > 0
        from kpi_failure as failures
        where
            failures.tenant_id = taken.tenant_id
            and failures.granularity = '{{ grain }}'
            and failures.period_start >= taken.span_start
            and failures.period_start < taken.span_end
    ) as failed_before
from taken
order by taken.span_start desc, taken.timezone collate "C", taken.tenant_id collate "C"
