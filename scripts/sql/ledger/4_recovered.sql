-- Windows that have been computed are failures no longer
-- grain: one row per tenant and window
-- parameters: run_id
-- reads: kpi_stage
-- writes: kpi_failure
delete from kpi_failure as failures
using kpi_stage as staged
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id = ''
    and failures.tenant_id = staged.tenant_id
    and failures.granularity = staged.granularity
    and failures.period_start < staged.period_end
    and failures.period_end > staged.period_start
