-- What is cancelled later gives its time back, on both sides of midnight
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 2, '22:00', '02:00', '2026-01-01');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', 'b1', '2026-03-10T23:30:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a2', 'salon', 'b2', '2026-03-10T23:00:00Z', '{"staffId": "zoe", "durationMinutes": 90}');
