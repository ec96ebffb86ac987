-- Overlapping schedule rows of one person count once, those of two persons twice
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 2, '09:00', '13:00', '2026-01-01'),
    ('salon', 'mia', 2, '12:00', '15:00', '2026-01-01'),
    ('salon', 'mia', 2, '10:00', '11:00', '2026-01-01'),
    ('salon', 'mia', 2, '17:00', '18:00', '2026-01-01'),
    ('salon', 'mia', 2, '17:00', '18:00', '2026-02-01'),
    ('salon', 'zoe', 2, '09:00', '13:00', '2026-01-01');
