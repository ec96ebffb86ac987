-- Cairo skips its midnight of 24 April 2026: the day has 23 hours
-- period: day
-- from: 2026-04-23
-- to: 2026-04-24
-- as of: 2026-05-01T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Africa/Cairo');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '23-apr', 'intent_received', '2026-04-23T21:59:59.999999Z'),
    ('e2', 'salon', '24-apr', 'intent_received', '2026-04-23T22:00:00Z'),
    ('e3', 'salon', '24-apr', 'intent_received', '2026-04-24T20:59:59.999999Z'),
    ('e4', 'salon', '25-apr', 'intent_received', '2026-04-24T21:00:00Z');
