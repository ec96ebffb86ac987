-- Sources that start with admin, manual, staff or frontdesk are people; all others, and none, are automatic
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, source, created_at) values

    ('e1', 'salon', 'b1', 'created', null, '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b2', 'created', 'api:booking', '2026-03-10T09:01:00Z'),
    ('e3', 'salon', 'b3', 'created', 'calcom:admin', '2026-03-10T09:02:00Z'),
    ('e4', 'salon', 'b4', 'created', 'ADMIN', '2026-03-10T09:03:00Z'),
    ('e5', 'salon', 'b5', 'created', 'Administrator', '2026-03-10T09:04:00Z'),
    ('e6', 'salon', 'b6', 'created', 'manual', '2026-03-10T09:05:00Z'),
    ('e7', 'salon', 'b7', 'created', 'staff:mia', '2026-03-10T09:06:00Z'),
    ('e8', 'salon', 'b8', 'created', 'frontdesk', '2026-03-10T09:07:00Z');
