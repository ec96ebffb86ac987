-- Withdraw the windows of staff that staged ones overlap, so that a changed time zone counts nothing twice
-- grain: one row per tenant, staff and window
-- parameters: run_id
-- reads: kpi_stage
-- writes: staff_kpi_rollup
{%- import 'scripts/sql/publish/_moved.sql' as moved %}
{{ moved.withdrawn('staff_kpi_rollup') }}
