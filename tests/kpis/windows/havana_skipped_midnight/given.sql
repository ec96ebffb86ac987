-- Havana skips its midnight of 8 March 2026: the day starts at 01:00 and has 23 hours
-- period: day
-- from: 2026-03-07
-- to: 2026-03-08
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/Havana');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '7-mar', 'intent_received', '2026-03-08T04:59:59.999999Z'),
    ('e2', 'salon', '8-mar', 'intent_received', '2026-03-08T05:00:00Z'),
    ('e3', 'salon', '8-mar', 'intent_received', '2026-03-09T03:59:59.999999Z'),
    ('e4', 'salon', '9-mar', 'intent_received', '2026-03-09T04:00:00Z');
