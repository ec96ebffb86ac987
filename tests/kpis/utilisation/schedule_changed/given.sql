-- Who leaves the schedule leaves the rollup; who takes a day off later has less time in it
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 2, '09:00', '18:00', '2026-01-01'),
    ('salon', 'zoe', 2, '09:00', '18:00', '2026-01-01');
