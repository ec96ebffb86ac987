-- Minutes are 1 to 1440, a buffer 0 to 1440, money 0 to 10^12
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 1, "bufferMinutes": 0, "price": 0, "discount": "-0"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 1440, "bufferMinutes": 1440, "price": 1000000000000}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 0, "bufferMinutes": -0.1, "price": -0.01}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 1440.1, "bufferMinutes": 1441, "price": "1000000000000.01"}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 10000, "bufferMinutes": "1441", "price": 1000000000001}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"durationMinutes": 0.9}');
