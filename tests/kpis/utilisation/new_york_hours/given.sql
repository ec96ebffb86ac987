-- The second coming of 01:00 is an hour of its own: a shift from 00:30 to 01:30 fills it by half
-- period: hour
-- from: 2025-11-02
-- to: 2025-11-02
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/New_York');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 7, '00:30', '01:30', '2025-01-01');
