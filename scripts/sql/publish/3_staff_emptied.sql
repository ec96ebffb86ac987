-- Withdraw the windows of staff in which nothing is left
-- grain: one row per tenant, staff and window without a counter
-- parameters: run_id
-- reads: kpi_stage
-- writes: staff_kpi_rollup
delete from staff_kpi_rollup as published
using kpi_stage as staged
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id <> ''
    and staged.counters_json = '{}'
    and published.tenant_id = staged.tenant_id
    and published.staff_id = staged.staff_id
    and published.granularity = staged.granularity
    and published.period_start = staged.period_start
