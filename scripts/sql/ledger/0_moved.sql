-- Forget windows that computed ones overlap, of a time zone that the tenant no longer has
-- grain: one row per tenant and window
-- parameters: run_id
-- reads: kpi_stage
-- writes: kpi_ledger
{%- import 'scripts/sql/publish/_moved.sql' as moved %}
{{ moved.withdrawn('kpi_ledger') }}
