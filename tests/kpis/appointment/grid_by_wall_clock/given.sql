-- The grid is on the wall clock: 04:15 UTC is 10:00 in Kathmandu
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: grid_checked, grid_aligned
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, timezone, slot_grid_minutes) values ('salon', 'Asia/Kathmandu', 60);
insert into appointments_map (id, tenant_id, start_at) values

    ('a1', 'salon', '2026-03-10T04:15:00Z'),
    ('a2', 'salon', '2026-03-10T05:00:00Z');
