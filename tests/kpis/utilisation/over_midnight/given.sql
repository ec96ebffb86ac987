-- An appointment over midnight has its seconds in both days; it counts as an appointment in the first
-- period: day
-- from: 2026-03-09
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-09T23:30:00Z', '{"staffId": "mia", "durationMinutes": 90}');
