-- A schedule that ends at or before its start runs into the next day, past its last date too
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from, valid_to) values
    ('salon', 'mia', 2, '22:00', '02:00', '2026-03-10', '2026-03-10'),
    ('salon', 'zoe', 2, '08:00', '08:00', '2026-03-10', '2026-03-10'),
    ('salon', 'ann', 2, '20:00', '00:00', '2026-03-10', '2026-03-10');
