-- Where midnight is skipped, a shift until midnight ends, and one from midnight starts, at 01:00
-- period: day
-- from: 2026-03-07
-- to: 2026-03-08
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/Havana');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'saturday', 6, '22:00', '00:00', '2026-01-01'),
    ('salon', 'sunday', 7, '00:00', '02:00', '2026-01-01');
