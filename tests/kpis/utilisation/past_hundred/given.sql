-- Two appointments at once count twice: rates pass 100 %
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, chairs) values ('salon', 1);
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from) values
    ('salon', 2, '10:00', '11:00', '2026-01-01');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from) values
    ('salon', 'mia', 2, '10:00', '11:00', '2026-01-01');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T10:00:00Z', '{"durationMinutes": 60, "staffId": "mia"}'),
    ('a2', 'salon', '2026-03-10T10:00:00Z', '{"durationMinutes": 60, "staffId": "mia"}');
