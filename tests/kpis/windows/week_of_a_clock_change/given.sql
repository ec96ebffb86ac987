-- Berlin's week of 29 March 2026 has 167 hours; a range that touches two weeks gives both
-- period: week
-- from: 2026-03-29
-- to: 2026-03-30
-- as of: 2026-05-01T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Europe/Berlin');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '22-mar', 'intent_received', '2026-03-22T22:59:59.999999Z'),
    ('e2', 'salon', '23-mar', 'intent_received', '2026-03-22T23:00:00Z'),
    ('e3', 'salon', '29-mar', 'intent_received', '2026-03-29T21:59:59.999999Z'),
    ('e4', 'salon', '30-mar', 'intent_received', '2026-03-29T22:00:00Z');
