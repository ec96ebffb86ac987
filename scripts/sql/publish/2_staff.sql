-- Publish the staged windows of staff; a row that did not change is not rewritten
-- grain: one row per tenant, staff and window with a counter
-- parameters: run_id, computed_at
-- reads: kpi_stage, staff_kpi_rollup
-- writes: staff_kpi_rollup
insert into staff_kpi_rollup (
    id, tenant_id, staff_id, granularity, period_start, period_end, counters_json, metrics_json, created_at, updated_at
)
select
    staged.tenant_id || ':' || staged.granularity || ':'
    || to_char(staged.period_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ':' || staged.staff_id as id,
    staged.tenant_id,
    staged.staff_id,
    staged.granularity,
    staged.period_start,
    staged.period_end,
    staged.counters_json,
    kpi_metrics(staged.counters_json, staff => true) as metrics_json,
    {{ param('computed_at') }}::timestamptz as created_at,
    {{ param('computed_at') }}::timestamptz as updated_at
from kpi_stage as staged
left join staff_kpi_rollup as published
    on staged.tenant_id = published.tenant_id
    and staged.staff_id = published.staff_id
    and staged.granularity = published.granularity
    and staged.period_start = published.period_start
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id <> ''
    and staged.counters_json <> '{}'
    and (
        published.counters_json is distinct from staged.counters_json
        or published.period_end is distinct from staged.period_end
        or published.metrics_json is distinct from kpi_metrics(staged.counters_json, staff => true)
    )
on conflict (tenant_id, staff_id, granularity, period_start) do update
    set
        period_end = excluded.period_end,
        counters_json = excluded.counters_json,
        metrics_json = excluded.metrics_json,
        updated_at = excluded.updated_at
