-- Where midnight comes twice, a shift until midnight ends at the second, an hour into the next day
-- period: day
-- from: 2025-11-01
-- to: 2025-11-02
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/Havana');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'saturday', 6, '22:00', '00:00', '2025-01-01'),
    ('salon', 'sunday', 7, '00:00', '02:00', '2025-01-01');
