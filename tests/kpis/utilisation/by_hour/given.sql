-- Schedules, time off and opening hours fill each hour with what lies in it
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, chairs) values ('salon', 2);
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from) values
    ('salon', 2, '09:30', '10:15', '2026-01-01');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 2, '09:30', '11:15', '2026-01-01');
insert into kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at) values
    ('salon', 'mia', '2026-03-10T10:15:00Z', '2026-03-10T10:45:00Z');
