-- Of successes at one instant the first by id in byte order counts: B before a, z before é
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at) values
    ('a', 'salon', 'b1', 'created', 'api:booking', '{"staffId": "mia"}', '2026-03-10T09:00:00Z'),
    ('B', 'salon', 'b1', 'created', 'admin', '{"staffId": "zoe"}', '2026-03-10T09:00:00Z'),
    ('é', 'salon', 'b2', 'created', 'admin', '{"staffId": "mia"}', '2026-03-10T09:00:00Z'),
    ('z', 'salon', 'b2', 'created', 'api:booking', '{"staffId": "liv"}', '2026-03-10T09:00:00Z');
