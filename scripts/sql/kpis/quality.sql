-- Data quality: values that could not be read, or were out of range, and count as missing
-- grain: one row per such value
-- counters: values_rejected T by source_column
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_feedback, kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'scripts/sql/_appointments.sql' as rules %}
select
    f.tenant_id,
    null::text as staff_id,
    f.created_at as at,
    s.day_start,
    'feedback' as source_table,
    f.id as source_id,
    'feedback.rating' as source_column,
    1 as values_rejected
from {{ w.scans() }} as s
inner join kpi_source_feedback as f
    on f.tenant_id = any(s.tenant_ids) and f.created_at >= s.span_start and f.created_at < s.span_end
where not f.is_valid
union all
select
    a.tenant_id,
    null::text as staff_id,
    a.start_at as at,
    a.day_start,
    'appointments_map' as source_table,
    a.id as source_id,
    'appointments_map.' || rejected.key as source_column,
    1 as values_rejected
from {{ rules.appointments(judged_appointments) }} as a
cross join lateral unnest(a.rejected_keys) as rejected (key)
where a.is_in_span
