-- Webhooks by target: a null or empty one is unknown; only false is an error, null is none
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, created_at) values
    ('salon', 'webhook', 'telegram', true, '2026-03-10T09:00:00Z'),
    ('salon', 'webhook', 'telegram', false, '2026-03-10T09:01:00Z'),
    ('salon', 'webhook', 'telegram', null, '2026-03-10T09:02:00Z'),
    ('salon', 'webhook', 'whatsapp', true, '2026-03-10T09:03:00Z'),
    ('salon', 'webhook', null, false, '2026-03-10T09:04:00Z'),
    ('salon', 'webhook', '', true, '2026-03-10T09:05:00Z');
