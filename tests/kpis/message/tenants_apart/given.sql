-- Rows count for their own tenant only; one without rows has zeros and unknown rates; ids that are no tenant have no rollup
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('busy'), ('calm'), ('idle');
insert into message_log (id, tenant_id, channel, direction, created_at) values
    ('m1', 'busy', 'web', 'inbound', '2026-03-10T09:00:00Z'),
    ('m2', 'busy', 'web', 'inbound', '2026-03-10T09:01:00Z'),
    ('m3', 'calm', 'web', 'inbound', '2026-03-10T09:00:00Z'),
    ('m4', 'ghost', 'web', 'inbound', '2026-03-10T09:00:00Z');
