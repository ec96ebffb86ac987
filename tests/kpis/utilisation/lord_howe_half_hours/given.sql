-- On Lord Howe's 24.5-hour day the last hour is half a one; an appointment goes on into the next day
-- period: hour
-- from: 2026-04-05
-- to: 2026-04-06
-- as of: 2026-04-10T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Australia/Lord_Howe');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-04-05T12:45:00Z', '{"durationMinutes": 60}');
