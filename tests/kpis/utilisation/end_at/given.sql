-- endAt comes before the duration, but only after the start and at most 24 h later; else the duration holds
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T12:45:00Z", "durationMinutes": 60}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T12:00:00Z", "durationMinutes": 1}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T11:00:00Z", "durationMinutes": 2}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-11T12:00:00.000001Z", "durationMinutes": 4}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "soon", "durationMinutes": 8}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"endAt": 1773150000, "durationMinutes": 16}'),
    ('a7', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T11:00:00Z"}'),
    ('a8', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T15:00:32+03:00"}');
