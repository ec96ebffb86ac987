-- Without an intent the mean time is unknown, not 0
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'created', '2026-03-10T09:00:00Z');
