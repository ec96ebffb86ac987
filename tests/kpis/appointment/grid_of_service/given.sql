-- A service's own grid goes before the tenant's; one that cannot be read does not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: grid_checked, grid_aligned
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, slot_grid_minutes) values ('salon', 30);
insert into tenant_config (tenant_id, config) values
    ('salon', '{"services": {"cut": {"gridMinutes": 20}, "nails": {"gridMinutes": "25"}, "dye": {"gridMinutes": 0}}}');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:20:00Z', '{"serviceId": "cut"}'),
    ('a2', 'salon', '2026-03-10T12:30:00Z', '{"serviceId": "cut"}'),
    ('a3', 'salon', '2026-03-10T12:30:00Z', '{"serviceId": "nails"}'),
    ('a4', 'salon', '2026-03-10T12:30:00Z', '{"serviceId": "dye"}'),
    ('a5', 'salon', '2026-03-10T12:20:00Z', '{"serviceId": "dye"}'),
    ('a6', 'salon', '2026-03-10T12:30:00Z', '{"serviceId": "unheard-of"}'),
    ('a7', 'salon', '2026-03-10T12:20:00Z', null);
