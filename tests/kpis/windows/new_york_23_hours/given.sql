-- On New York's 23-hour day 03:00 follows 02:00 at once; the hours count on
-- period: hour
-- from: 2026-03-08
-- to: 2026-03-08
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/New_York');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '01:59', 'intent_received', '2026-03-08T06:59:59.999999Z'),
    ('e2', 'salon', '03:00', 'intent_received', '2026-03-08T07:00:00Z'),
    ('e3', 'salon', '23:59', 'intent_received', '2026-03-09T03:59:59.999999Z'),
    ('e4', 'salon', '9-mar', 'intent_received', '2026-03-09T04:00:00Z');
