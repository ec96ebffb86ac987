-- Record that windows of a tenant could not be computed
-- grain: one row per window
-- parameters: tenant_ids, granularity, period_starts, period_ends, run_id, sqlstate, error
-- writes: kpi_failure
insert into kpi_failure (
    tenant_id, granularity, period_start, period_end, run_id, first_failed_at, failed_at, failures, sqlstate, error
)
select
    failed.tenant_id,
    {{ param('granularity') }}::text as granularity,
    failed.period_start,
    failed.period_end,
    {{ param('run_id') }}::text as run_id,
    clock_timestamp() as first_failed_at,
    clock_timestamp() as failed_at,
    1 as failures,
    {{ param('sqlstate') }}::text as sqlstate,
    {{ param('error') }}::text as error
from unnest(
    {{ param('tenant_ids') }}::text[],
    {{ param('period_starts') }}::timestamptz[],
    {{ param('period_ends') }}::timestamptz[]
) as failed (tenant_id, period_start, period_end)
on conflict (tenant_id, granularity, period_start) do update
    set
        period_end = excluded.period_end,
        run_id = excluded.run_id,
        failed_at = excluded.failed_at,
        failures = kpi_failure.failures + 1,
        sqlstate = excluded.sqlstate,
        error = excluded.error
