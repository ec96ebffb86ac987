-- Cairo's Thursday evening with 23:00 to 24:00 twice: open five hours from 20:00, and 23:30 is the second one
-- period: day
-- from: 2026-10-29
-- to: 2026-10-29
-- as of: 2026-11-10T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone, chairs) values ('salon', 'Africa/Cairo', 2);
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from) values
    ('salon', 4, '20:00', '00:00', '2026-01-01');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 4, '20:00', '23:30', '2026-01-01');
