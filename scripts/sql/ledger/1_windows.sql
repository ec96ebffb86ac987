-- Record that the staged windows have been computed
-- grain: one row per tenant and window
-- parameters: run_id, as_of, computed_at, definition, seconds
-- reads: kpi_stage
-- writes: kpi_ledger
insert into kpi_ledger (
    tenant_id, granularity, period_start, period_end, computed_at, as_of, definition, run_id, seconds, computations
)
select
    staged.tenant_id,
    staged.granularity,
    staged.period_start,
    staged.period_end,
    {{ param('computed_at') }}::timestamptz as computed_at,
    {{ param('as_of') }}::timestamptz as as_of,
    {{ param('definition') }}::text as definition,
    {{ param('run_id') }}::text as run_id,
    {{ param('seconds') }}::double precision as seconds,
    1 as computations
from kpi_stage as staged
where staged.run_id = {{ param('run_id') }}::text and staged.staff_id = ''
on conflict (tenant_id, granularity, period_start) do update
    set
        period_end = excluded.period_end,
        computed_at = excluded.computed_at,
        as_of = excluded.as_of,
        definition = excluded.definition,
        run_id = excluded.run_id,
        seconds = excluded.seconds,
        computations = kpi_ledger.computations + 1
