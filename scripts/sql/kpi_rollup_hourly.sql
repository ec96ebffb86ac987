-- Stage the counters of local hours, from the sources
-- grain: one row per tenant and hour, and per staff where there is any counter
-- parameters: run_id, as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: the families, kpi_source_tenants, kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant,
--     staff_kpi_rollup
-- writes: kpi_stage
{%- import 'scripts/sql/_rollup.sql' as rollup %}
{{ rollup.from_sources('hour', families) }}
