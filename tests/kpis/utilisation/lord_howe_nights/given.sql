-- A night shift of six hours on the clock is half an hour longer or shorter when Lord Howe changes its clocks
-- period: month
-- from: 2026-04-05
-- to: 2026-10-04
-- as of: 2026-11-10T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Australia/Lord_Howe');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from, valid_to) values
    ('salon', 'mia', 7, '00:00', '06:00', '2026-04-05', '2026-04-05'),
    ('salon', 'mia', 7, '00:00', '06:00', '2026-10-04', '2026-10-04');
