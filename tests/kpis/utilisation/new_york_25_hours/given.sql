-- On New York's 25-hour Sunday a shift over the doubled hour is an hour longer; a doubled clock time is its second coming
-- period: day
-- from: 2025-11-02
-- to: 2025-11-02
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/New_York');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'over', 7, '00:00', '06:00', '2025-01-01'),
    ('salon', 'until', 7, '00:30', '01:30', '2025-01-01'),
    ('salon', 'since', 7, '01:30', '03:00', '2025-01-01'),
    ('salon', 'whole', 7, '00:00', '00:00', '2025-01-01');
