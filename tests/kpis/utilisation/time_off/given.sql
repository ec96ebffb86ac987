-- Time off is taken off the schedule, overlapping absences once; work in it counts all the same
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 2, '09:00', '17:00', '2026-01-01'),
    ('salon', 'ann', 2, '09:00', '17:00', '2026-01-01');
insert into kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at) values
    ('salon', 'mia', '2026-03-10T12:00:00Z', '2026-03-10T13:00:00Z'),
    ('salon', 'mia', '2026-03-10T12:30:00Z', '2026-03-10T14:00:00Z'),
    ('salon', 'mia', '2026-03-09T08:00:00Z', '2026-03-10T09:30:00Z'),
    ('salon', 'mia', '2026-03-10T19:00:00Z', '2026-03-10T20:00:00Z'),
    ('salon', 'ann', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'),
    ('other', 'mia', '2026-03-10T09:00:00Z', '2026-03-10T17:00:00Z');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 30, "staffId": "mia"}');
