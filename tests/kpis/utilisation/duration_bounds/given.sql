-- Durations run from 1 to 1440 minutes and may be fractions; so may seconds
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T00:00:00Z', '{"durationMinutes": 1}'),
    ('a2', 'salon', '2026-03-10T00:00:00Z', '{"durationMinutes": "1440"}'),
    ('a3', 'salon', '2026-03-10T00:00:00Z', '{"durationMinutes": 1.5}'),
    ('a4', 'salon', '2026-03-10T00:00:00Z', '{"durationMinutes": 0.5}'),
    ('a5', 'salon', '2026-03-10T00:00:00Z', '{"durationMinutes": 1440.5}'),
    ('a6', 'salon', '2026-03-10T00:00:00Z', '{"endAt": "2026-03-10T00:00:00.5Z"}');
