-- A salon's or a member's metrics over a range, and how good they are
-- object: function kpi_range(text, text, text, date, date, text, text, timestamptz)
-- reads: kpi_rollup, staff_kpi_rollup, kpi_metric, kpi_seal, kpi_retention
-- why: a range of which nothing is stored is unknown, not 0
{%- import 'sql/_summary.sql' as summary %}
create or replace function kpi_range(
    tenant_id text,
    staff_id text,
    period text,
    first_day date,
    last_day date,
    tz text,
    zone text,
    as_of timestamptz
) returns jsonb
language sql stable
as $$
with tiles as materialized (
    select tiled.*
    from kpi_tiled(
        kpi_range.tenant_id, kpi_range.period, first_day, last_day, kpi_range.tz, kpi_range.zone
    ) as tiled
),

longer as materialized (
    select rows.granularity, rows.period_start, rows.period_end
    from (
        select
            range_agg(tstzrange(tiles.period_start, tiles.period_end)) filter (
                where tiles.granularity = 'day'
            ) as of_days,
            range_agg(tstzrange(tiles.period_start, tiles.period_end)) filter (
                where tiles.granularity = 'hour'
            ) as of_hours
        from tiles
        where tiles.is_good
    ) as good
    cross join lateral kpi_longer(
        kpi_range.tenant_id, kpi_range.zone, coalesce(good.of_days, '{}'), coalesce(good.of_hours, '{}')
    ) as rows
),

parts as (
    select longer.granularity, longer.period_start
    from longer
    union all
    select tiles.granularity, tiles.period_start
    from tiles
    where
        tiles.granularity in ('week', 'month')
        or not coalesce((
            select range_agg(tstzrange(longer.period_start, longer.period_end))
            from longer
        ), '{}') @> tiles.period_start
),

merged as (
    select kpi_merged(array_agg(rows.counters)) as counters
    from (
        select
            coalesce({{ summary.of_row('counters_json', 'kpi_range', 'parts') }}, '{}') as counters
        from parts
    ) as rows
),

sealed as materialized (
    select coalesce(range_agg(gone.spans), '{}') as spans
    from (
        select seals.sealed as spans
        from kpi_seal as seals
        where seals.tenant_id = kpi_range.tenant_id and seals.source in ('message_log', 'job_log')
        union all
        select watched.deleted as spans
        from kpi_retention as watched
    ) as gone
),

latest as materialized (
    select tiles.definition
    from tiles
    where tiles.definition is not null
    order by tiles.computed_at desc
    limit 1
),

windows as (
    select
        {{ summary.is_present() }} as is_present,
        {{ summary.is_provisional() }} as is_provisional,
        max(tiles.covered_until) as covered_until,
        max(tiles.computed_at) as computed_at,
        bool_or(tiles.definition <> (select latest.definition from latest)) as is_of_other_definition,
        (select sealed.spans && tstzrange(tiles.starts_at, tiles.ends_at) from sealed) as is_sealed,
        tiles.starts_at < as_of as has_begun
    from tiles
    group by tiles.starts_at, tiles.ends_at
),

summed as (
    select
        count(*) filter (where windows.is_present or windows.has_begun) as expected,
        count(*) filter (where windows.is_present) as present,
        count(*) filter (where windows.is_provisional) as provisional,
        count(*) filter (where windows.is_present and windows.is_sealed) as sealed,
        count(*) filter (where windows.is_of_other_definition) as of_other_definition,
        max(windows.covered_until) as covered_until,
        max(windows.computed_at) as computed_at
    from windows
)

select jsonb_build_object(
    'from', first_day,
    'to', last_day,
    'metrics', case
        when summed.present > 0
            then kpi_metrics((select merged.counters from merged), staff => kpi_range.staff_id is not null)
        else (
            select jsonb_object_agg(metric.name, null)
            from kpi_metric as metric
            where kpi_range.staff_id is null or metric.level = 'S'
        )
    end,
    'quality', jsonb_build_object(
        'windowsExpected', summed.expected,
        'windowsPresent', summed.present,
        'windowsProvisional', summed.provisional,
        'windowsSealed', summed.sealed,
        'windowsOfOtherDefinition', summed.of_other_definition,
        'provisional', summed.provisional > 0,
        'coveredUntil', kpi_instant_text(summed.covered_until),
        'computedAt', kpi_instant_text(summed.computed_at),
        'definition', (select latest.definition from latest)
    )
)
from summed
$$;

comment on function kpi_range(text, text, text, date, date, text, text, timestamptz) is
    'Part of kpi_summary and kpi_staff: metrics of a range with their quality; staff_id null: the salon';
