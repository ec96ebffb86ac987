-- Cairo's opening hours from Thursday 20:00 to 02:00 over the skipped midnight are five, four of them Thursday's
-- period: day
-- from: 2026-04-23
-- to: 2026-04-24
-- as of: 2026-05-01T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone, chairs) values ('salon', 'Africa/Cairo', 2);
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from) values
    ('salon', 4, '20:00', '02:00', '2026-01-01');
