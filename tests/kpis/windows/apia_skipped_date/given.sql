-- Apia had no 30 December 2011: the 31st follows the 29th at once
-- period: day
-- from: 2011-12-29
-- to: 2011-12-31
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Pacific/Apia');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '29-dec', 'intent_received', '2011-12-30T09:59:59.999999Z'),
    ('e2', 'salon', '31-dec', 'intent_received', '2011-12-30T10:00:00Z');
