-- Berlin's March 2026 starts in winter time, ends in summer time and lacks an hour
-- period: month
-- from: 2026-03-15
-- to: 2026-03-15
-- as of: 2026-05-01T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Europe/Berlin');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '28-feb', 'intent_received', '2026-02-28T22:59:59.999999Z'),
    ('e2', 'salon', '1-mar', 'intent_received', '2026-02-28T23:00:00Z'),
    ('e3', 'salon', '31-mar', 'intent_received', '2026-03-31T21:59:59.999999Z'),
    ('e4', 'salon', '1-apr', 'intent_received', '2026-03-31T22:00:00Z');
