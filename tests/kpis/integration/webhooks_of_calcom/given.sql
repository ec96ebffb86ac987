-- Cal.com's webhooks are not calls of its API
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'webhook', 'calcom', false, 100, '2026-03-10T09:00:00Z'),
    ('salon', 'api', 'erxes', true, null, '2026-03-10T09:00:00Z');
