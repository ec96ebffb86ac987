-- Minutes count to the microsecond: what is smaller, however small, is nothing and stops nobody
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, capacity_booked_seconds
insert into tenants (tenant_id) values ('salon');
insert into tenant_config (tenant_id, config) values
    ('salon', '{"services": {"cut": {"durationMinutes": 30, "bufferMinutes": 1e-400}}}');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', '{"durationMinutes": 30, "bufferMinutes": 1e-330}'),
    ('a2', 'salon', 'b2', 'created', '2026-03-10T11:00:00Z', '{"serviceId": "cut"}'),
    ('a3', 'salon', 'b3', 'created', '2026-03-09T12:00:00Z', '{"durationMinutes": -1e400, "bufferMinutes": 1e400}');
