-- Stage the counters of ISO weeks, from the stored counters of their days
-- grain: one row per tenant and week, and per staff where there is any counter
-- parameters: run_id, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_tenants, kpi_rollup, staff_kpi_rollup
-- writes: kpi_stage
{%- import 'scripts/sql/_rollup.sql' as rollup %}
{{ rollup.from_days('week') }}
