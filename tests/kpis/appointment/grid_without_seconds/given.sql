-- A start with seconds is off the grid even where a grid of 1.5 minutes would meet it
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: grid_checked, grid_aligned
insert into tenants (tenant_id) values ('salon');

insert into tenant_config (tenant_id, config) values ('salon', '{"services": {"wash": {"gridMinutes": 1.5}}}');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:01:30Z', '{"serviceId": "wash"}'),
    ('a2', 'salon', '2026-03-10T12:03:00Z', '{"serviceId": "wash"}'),
    ('a3', 'salon', '2026-03-10T12:04:00Z', '{"serviceId": "wash"}');
