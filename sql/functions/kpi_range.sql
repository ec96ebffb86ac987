-- A salon's or a member's metrics over a range, how good they are, and one by one the windows it is made of
-- object: function kpi_range(text, text, text, date, date, text, text, boolean, timestamptz)
-- reads: kpi_rollup, staff_kpi_rollup, kpi_metric, kpi_seal, kpi_retention
-- why: a window of which nothing is stored is unknown, not 0; one that is stored, without a row of the member, is 0
create or replace function kpi_range(
    tenant_id text,
    staff_id text,
    period text,
    first_day date,
    last_day date,
    tz text,
    zone text,
    series boolean,
    as_of timestamptz
) returns jsonb
language sql stable
as $$
with tiles as materialized (
    select
        tiled.*,
        case
            when tiled.granularity is null then null
            when kpi_range.staff_id is null then (
                select salon.counters_json
                from kpi_rollup as salon
                where
                    salon.tenant_id = kpi_range.tenant_id
                    and salon.granularity = tiled.granularity
                    and salon.period_start = tiled.period_start
            )
            else coalesce((
                select staff.counters_json
                from staff_kpi_rollup as staff
                where
                    staff.tenant_id = kpi_range.tenant_id
                    and staff.staff_id = kpi_range.staff_id
                    and staff.granularity = tiled.granularity
                    and staff.period_start = tiled.period_start
            ), '{}')
        end as counters_json
    from kpi_tiled(
        kpi_range.tenant_id, kpi_range.period, first_day, last_day, kpi_range.tz, kpi_range.zone
    ) as tiled
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

windows as materialized (
    select
        tiles.first_date,
        tiles.last_date,
        array_agg(tiles.counters_json) filter (where tiles.granularity is not null) as counters,
        count(tiles.granularity) > 0 as is_present,
        max(tiles.covered_until) as covered_until,
        max(tiles.computed_at) as computed_at,
        count(tiles.granularity) > 0
        and (bool_and(tiles.is_good) and max(tiles.covered_until) = tiles.ends_at) is not true as is_provisional,
        bool_or(tiles.definition <> (select latest.definition from latest)) as is_of_other_definition,
        (select sealed.spans && tstzrange(tiles.starts_at, tiles.ends_at) from sealed) as is_sealed,
        tiles.starts_at < as_of as has_begun
    from tiles
    group by tiles.first_date, tiles.last_date, tiles.starts_at, tiles.ends_at
),

unknown as materialized (
    select jsonb_object_agg(metric.name, null) as metrics
    from kpi_metric as metric
    where kpi_range.staff_id is null or metric.level = 'S'
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

select
    jsonb_build_object(
        'from', first_day,
        'to', last_day,
        'metrics', case
            when summed.present = 0 then (select unknown.metrics from unknown)
            else kpi_metrics(
                (
                    select kpi_merged(array_agg(tiles.counters_json))
                    from tiles
                    where tiles.granularity is not null
                ),
                staff => kpi_range.staff_id is not null
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
    ) || case
        when series then jsonb_build_object('series', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'from', windows.first_date,
                        'to', windows.last_date,
                        'present', windows.is_present,
                        'provisional', windows.is_provisional,
                        'coveredUntil', kpi_instant_text(windows.covered_until),
                        'metrics', case
                            when windows.is_present
                                then kpi_metrics(kpi_merged(windows.counters), staff => kpi_range.staff_id is not null)
                            else (select unknown.metrics from unknown)
                        end
                    )
                    order by windows.first_date
                ),
                '[]'
            )
            from windows
        ))
        else '{}'
    end
from summed
$$;

comment on function kpi_range(text, text, text, date, date, text, text, boolean, timestamptz) is
    'Part of kpi_summary and kpi_staff: metrics of a range with their quality; staff_id null: the salon';
