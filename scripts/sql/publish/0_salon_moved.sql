-- Withdraw the windows of salons that staged ones overlap, so that a changed time zone counts nothing twice
-- grain: one row per tenant and window
-- parameters: run_id
-- reads: kpi_stage
-- writes: kpi_rollup
{%- import 'scripts/sql/publish/_moved.sql' as moved %}
{{ moved.withdrawn('kpi_rollup') }}
