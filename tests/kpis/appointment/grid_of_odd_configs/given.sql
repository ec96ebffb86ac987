-- A config may be any JSON; then the tenant's grid holds
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: grid_checked, grid_aligned
insert into tenants (tenant_id) values ('list'), ('text'), ('flat');
insert into tenant_config (tenant_id, config) values
    ('list', '[1, 2]'), ('text', '"services"'), ('flat', '{"services": {"cut": 20}}');
insert into appointments_map (id, tenant_id, start_at, metadata)
select 'a-' || tenant_id, tenant_id, '2026-03-10T12:45:00Z', '{"serviceId": "cut"}' from tenants;
