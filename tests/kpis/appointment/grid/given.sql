-- A start is on the grid (15 minutes by default) without seconds or fractions of one
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: grid_checked, grid_aligned
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at) values

    ('a1', 'salon', '2026-03-10T12:00:00Z'),
    ('a2', 'salon', '2026-03-10T12:15:00Z'),
    ('a3', 'salon', '2026-03-10T12:20:00Z'),
    ('a4', 'salon', '2026-03-10T12:30:01Z'),
    ('a5', 'salon', '2026-03-10T12:30:00.000001Z');
