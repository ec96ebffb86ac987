-- Which required events each salon has logged, and what is blind without them
-- object: view kpi_event_coverage
-- reads: kpi_tenant, kpi_required_event, kpi_metric, kpi_source_booking_events, kpi_source_message_log,
--     kpi_source_audit_log, kpi_source_feedback, kpi_source_inventory_ledger, kpi_source_stock_snapshot,
--     kpi_source_intake_doc, kpi_integration_log
{%- import 'sql/_coverage.sql' as coverage %}
create or replace view kpi_event_coverage with (security_invoker = true) as
select
    t.tenant_id,
    e.name as event,
    e.source,
    coalesce(seen.events, 0) as events_in_30_days,
    seen.last_seen_at,
    case
        when seen.name is null then {{ coverage.metrics_of('e') }}
        else '{}'
    end as blind_metrics
from kpi_tenant as t
cross join kpi_required_event as e
left join lateral {{ coverage.seen('t', "statement_timestamp() - interval '720 hours'") }} as seen
    on e.name = seen.name
where t.is_active;

comment on view kpi_event_coverage is
    'One row per active salon and required event: whether its services log it, in the last 30 days; reads the sources, so ask for one salon where there are many';
comment on column kpi_event_coverage.tenant_id is 'The salon';
comment on column kpi_event_coverage.event is 'The event_type that kpi_log_event() takes';
comment on column kpi_event_coverage.source is 'The table that it lands in';
comment on column kpi_event_coverage.events_in_30_days is 'How many there were';
comment on column kpi_event_coverage.last_seen_at is 'The last of them; null: none';
comment on column kpi_event_coverage.blind_metrics is 'Metrics that want this event, where there is none';
