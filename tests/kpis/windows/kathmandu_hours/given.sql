-- Kathmandu is 5:45 ahead: its hours start at a quarter past in UTC
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Asia/Kathmandu');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '9-mar', 'intent_received', '2026-03-09T18:14:59.999999Z'),
    ('e2', 'salon', '00:00', 'intent_received', '2026-03-09T18:15:00Z'),
    ('e3', 'salon', '00:59', 'intent_received', '2026-03-09T19:14:59.999999Z'),
    ('e4', 'salon', '01:00', 'intent_received', '2026-03-09T19:15:00Z'),
    ('e5', 'salon', '23:59', 'intent_received', '2026-03-10T18:14:59.999999Z'),
    ('e6', 'salon', '11-mar', 'intent_received', '2026-03-10T18:15:00Z');
