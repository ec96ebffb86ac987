-- The night of one weekday and the early shift of the next are one stretch: their overlap counts once
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 1, '22:00', '03:00', '2026-01-01'),
    ('salon', 'mia', 2, '01:00', '05:00', '2026-01-01');
