-- endAt is rejected unless it is after the start and at most 24 h later
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T12:00:00.000001Z"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-11T12:00:00Z"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T12:00:00Z"}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T11:00:00Z", "durationMinutes": 60}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-11T12:00:00.000001Z"}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"endAt": "2026-03-10T13:00:00"}');
