-- A staff id that is none serves for the salon alone
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', '7', 2, '09:00', '10:00', '2026-01-01');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T09:00:00Z', '{"durationMinutes": 60, "staffId": 7}'),
    ('a2', 'salon', '2026-03-10T09:00:00Z', '{"durationMinutes": 60, "staffId": ""}');
