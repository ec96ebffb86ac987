-- Without a duration of 1 to 1440 minutes the service's holds; without that one no seconds are known
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into tenant_config (tenant_id, config) values
    ('salon', '{"services": {"cut": {"durationMinutes": 45}, "dye": {"durationMinutes": "90"}, "spa": {"durationMinutes": 10000}}}');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "cut"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "cut", "durationMinutes": "long"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "cut", "durationMinutes": 0}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "cut", "durationMinutes": 1441}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "cut", "durationMinutes": 30}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "dye"}'),
    ('a7', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "spa"}'),
    ('a8', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "nails"}'),
    ('a9', 'salon', '2026-03-10T12:00:00Z', '{"bufferMinutes": 60}');
