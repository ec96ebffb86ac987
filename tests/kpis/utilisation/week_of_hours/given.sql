-- Round the clock in Berlin's week of 29 March 2026 is 167 hours, and a chair less an hour of closing a day 160
-- period: week
-- from: 2026-03-25
-- to: 2026-03-25
-- as of: 2026-05-01T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone, chairs) values ('salon', 'Europe/Berlin', 1);
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
select 'salon', 'mia', weekday, '00:00', '00:00', '2026-01-01' from generate_series(1, 7) as weekday;
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from)
select 'salon', weekday, '05:00', '04:00', '2026-01-01' from generate_series(1, 7) as weekday;
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-22T23:00:00Z', '{"staffId": "mia", "durationMinutes": 1440}'),
    ('a2', 'salon', '2026-03-29T21:30:00Z', '{"staffId": "mia", "durationMinutes": 60}');
