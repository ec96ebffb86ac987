-- The schedule must be in force on the local date of the start, wherever the seconds lie
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Europe/Moscow');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 7, '09:00', '18:00', '2026-03-10');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-09T23:30:00+03:00', '{"durationMinutes": 120, "staffId": "mia"}'),
    ('a2', 'salon', '2026-03-10T00:30:00+03:00', '{"durationMinutes": 60, "staffId": "mia"}');
