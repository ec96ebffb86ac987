-- A buffer books capacity, not service: the row's own (0 too), else the service's, else none
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into tenant_config (tenant_id, config) values
    ('salon', '{"services": {"cut": {"bufferMinutes": 10}, "dye": {"bufferMinutes": "lots"}}}');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "cut", "bufferMinutes": 15}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "cut"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "cut", "bufferMinutes": "x"}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "cut", "bufferMinutes": 0}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "cut", "bufferMinutes": 1441}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "bufferMinutes": -5}'),
    ('a7', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "dye"}'),
    ('a8', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "serviceId": "dye", "bufferMinutes": "5"}');
