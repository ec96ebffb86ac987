-- Cairo has the hour before midnight of 29 October 2026 twice: that day has 25 hours
-- period: day
-- from: 2026-10-29
-- to: 2026-10-30
-- as of: 2026-11-10T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Africa/Cairo');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '29-oct-first-23:30', 'intent_received', '2026-10-29T20:30:00Z'),
    ('e2', 'salon', '29-oct-second-23:30', 'intent_received', '2026-10-29T21:30:00Z'),
    ('e3', 'salon', '30-oct', 'intent_received', '2026-10-29T22:00:00Z');
