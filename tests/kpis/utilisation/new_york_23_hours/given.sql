-- On New York's 23-hour Sunday a skipped clock time is moved on by an hour; a shift that thereby ends before its start is none
-- period: day
-- from: 2026-03-08
-- to: 2026-03-08
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/New_York');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'over', 7, '00:00', '06:00', '2026-01-01'),
    ('salon', 'until', 7, '01:00', '02:30', '2026-01-01'),
    ('salon', 'since', 7, '02:30', '04:00', '2026-01-01'),
    ('salon', 'backwards', 7, '02:30', '03:15', '2026-01-01'),
    ('salon', 'whole', 7, '00:00', '00:00', '2026-01-01');
