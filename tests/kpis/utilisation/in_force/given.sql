-- A schedule is in force from its first to its last date, both inclusive
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from, valid_to) values
    ('salon', 'mia', 2, '09:00', '10:00', '2026-03-10', '2026-03-10'),
    ('salon', 'bob', 2, '09:00', '11:00', '2026-01-01', null),
    ('salon', 'zoe', 2, '09:00', '18:00', '2026-03-11', null),
    ('salon', 'ann', 2, '09:00', '18:00', '2026-01-01', '2026-03-09');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 10, "staffId": "mia"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 10, "staffId": "bob"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 10, "staffId": "zoe"}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 10, "staffId": "ann"}');
