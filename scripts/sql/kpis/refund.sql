-- Refunds: money given back, when it was given back
-- grain: one row per completed appointment with a refund in the salon's own money
-- counters: revenue_refunds S
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_tenant
-- why: a refund counts at the later of its own instant and the start, so the row may start long before the window
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'scripts/sql/_appointments.sql' as rules %}
select
    a.tenant_id,
    a.staff_id,
    greatest(kpi_instant(a.metadata ->> 'refundedAt'), a.start_at) as at,
    s.day_start,
    'appointments_map' as source_table,
    a.id as source_id,
    {{ rules.money("kpi_json_number(a.metadata -> 'refundedAmount')") }} as revenue_refunds
from {{ w.scans() }} as s
inner join kpi_source_appointments_map as a
    on a.tenant_id = any(s.tenant_ids)
    and a.metadata ? 'refundedAmount'
    and a.start_at > '-infinity'
    and a.start_at < s.span_end
    and greatest(kpi_instant(a.metadata ->> 'refundedAt'), a.start_at) >= s.span_start
    and greatest(kpi_instant(a.metadata ->> 'refundedAt'), a.start_at) < s.span_end
inner join kpi_tenant as t on a.tenant_id = t.tenant_id
{{ rules.final_event('a') }}
where
    {{ rules.money("kpi_json_number(a.metadata -> 'refundedAmount')") }} > 0
    and {{ rules.is_own_money("kpi_json_id(a.metadata, 'currency')", 't.currency') }}
    and {{ rules.state_of('a') }} = 'completed'
    and {{ rules.is_current('a') }}
