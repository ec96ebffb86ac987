-- Capacity is chairs times opening hours, overlaps once; bookings at closed times are held against it
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, chairs) values ('salon', 3);
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from, valid_to) values
    ('salon', 2, '09:00', '13:00', '2026-01-01', '2026-03-10'),
    ('salon', 2, '12:00', '18:00', '2026-03-10', null),
    ('salon', 2, '00:00', '23:00', '2026-01-01', '2026-03-09'),
    ('salon', 3, '00:00', '23:00', '2026-03-12', null);
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 60, "bufferMinutes": 30}'),
    ('a2', 'salon', '2026-03-10T20:00:00Z', '{"durationMinutes": 60}'),
    ('a3', 'salon', '2026-03-11T12:00:00Z', '{"durationMinutes": 60}');
