-- Calls belong to the hour of their time, and to their tenant
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon'), ('other');
insert into kpi_integration_log (tenant_id, kind, target, ok, created_at) values
    ('salon', 'webhook', 'web', false, '2026-03-10T09:59:59.999999Z'),
    ('salon', 'webhook', 'web', true, '2026-03-10T10:00:00Z'),
    ('other', 'webhook', 'web', true, '2026-03-10T10:00:00Z'),
    ('ghost', 'webhook', 'web', true, '2026-03-10T10:00:00Z'),
    ('salon', 'webhook', 'web', true, '2026-03-11T00:00:00Z');
