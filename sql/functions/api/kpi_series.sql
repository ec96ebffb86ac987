-- A salon's or a member's metrics window by window
-- object: function kpi_series(text, text, text, date, date, text, text)
-- reads: kpi_rollup, staff_kpi_rollup, kpi_metric
-- why: a window that is one stored row has its metrics stored too, unless it is of before a metric that was added since
{%- import 'sql/_summary.sql' as summary %}
create or replace function kpi_series(
    tenant_id text, staff_id text, period text, first_day date, last_day date, tz text, zone text
) returns jsonb
language sql stable
as $$
with tiles as materialized (
    select tiled.*
    from kpi_tiled(
        kpi_series.tenant_id, kpi_series.period, first_day, last_day, kpi_series.tz, kpi_series.zone
    ) as tiled
),

catalogue as materialized (
    select jsonb_object_agg(metric.name, null) as unknown, array_agg(metric.name) as names
    from kpi_metric as metric
    where kpi_series.staff_id is null or metric.level = 'S'
),

windows as (
    select
        tiles.first_date,
        tiles.last_date,
        {{ summary.is_present() }} as is_present,
        {{ summary.is_provisional() }} as is_provisional,
        max(tiles.covered_until) as covered_until,
        count(*) as parts,
        min(tiles.granularity) as granularity,
        min(tiles.period_start) as period_start,
        array_agg(
            coalesce({{ summary.of_row('counters_json', 'kpi_series', 'tiles') }}, '{}')
        ) as counters
    from tiles
    group by tiles.first_date, tiles.last_date, tiles.ends_at
),

measured as (
    select
        windows.*,
        case
            when windows.parts = 1 then {{ summary.of_row('metrics_json', 'kpi_series', 'windows') }}
        end as stored
    from windows
    offset 0
)

select coalesce(
    jsonb_agg(
        jsonb_build_object(
            'from', measured.first_date,
            'to', measured.last_date,
            'present', measured.is_present,
            'provisional', measured.is_provisional,
            'coveredUntil', kpi_instant_text(measured.covered_until),
            'metrics', case
                when not measured.is_present then catalogue.unknown
                when measured.stored ?& catalogue.names then measured.stored
                else kpi_metrics(kpi_merged(measured.counters), staff => kpi_series.staff_id is not null)
            end
        )
        order by measured.first_date
    ),
    '[]'
)
from measured
cross join catalogue
$$;

comment on function kpi_series(text, text, text, date, date, text, text) is
    'Part of kpi_summary and kpi_staff: one entry per window; staff_id null: the salon';
