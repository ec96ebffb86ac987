-- Required events that a salon with bookings has not logged
-- grain: one row per event that is missing somewhere
-- parameters: since
-- reads: kpi_tenant, kpi_required_event, kpi_metric, kpi_source_booking_events, kpi_source_message_log,
--     kpi_source_audit_log, kpi_source_feedback, kpi_source_inventory_ledger, kpi_source_stock_snapshot,
--     kpi_source_intake_doc, kpi_integration_log
-- why: a salon without any booking is closed or new, not badly instrumented
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
{%- import 'sql/_coverage.sql' as coverage %}
with seen as materialized (
    select t.tenant_id, seen.name
    from kpi_tenant as t
    cross join lateral {{ coverage.seen('t', param('since') ~ '::timestamptz') }} as seen
    where t.is_active
),

booking as (
    select distinct seen.tenant_id
    from seen
    where seen.name in ('booking.created', 'booking.confirmed')
)

select
    'info' as severity,
    format(
        'no %s of late from %s: without it these are blind: %s',
        e.name,
        {{ recent.examples('booking.tenant_id') }},
        coalesce(nullif(array_to_string({{ coverage.metrics_of('e') }}, ', '), ''), 'no metric, only counters')
    ) as said,
    'have its service call kpi_log_event (docs/events.md), kpi_event_coverage lists them by salon' as remedy
from kpi_required_event as e
cross join booking
where not exists (
    select from seen
    where seen.tenant_id = booking.tenant_id and seen.name = e.name
)
group by e.name, e.counters, e.position
order by e.position
