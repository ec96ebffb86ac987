-- A booking counts at its first success of all time, however long ago, and never again
-- period: day
-- from: 2026-03-09
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'yesterday', 'created', '2026-03-09T23:59:59.999999Z'),
    ('e2', 'salon', 'yesterday', 'confirmed', '2026-03-10T09:00:00Z'),
    ('e3', 'salon', 'long-ago', 'BOOKING_CREATED', '2019-03-10T09:00:00Z'),
    ('e4', 'salon', 'long-ago', 'confirmed', '2026-03-10T09:00:00Z'),
    ('e5', 'salon', 'today', 'created', '2026-03-10T09:00:00Z'),
    ('e6', 'salon', 'today', 'confirmed', '2026-03-11T09:00:00Z');
