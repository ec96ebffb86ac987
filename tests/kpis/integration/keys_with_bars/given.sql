-- A target may hold the sign that keys are built with; it is never taken for another target
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'webhook', 'a|b', false, null, '2026-03-10T09:00:00Z'),
    ('salon', 'webhook', 'a', true, null, '2026-03-10T09:01:00Z'),
    ('salon', 'api', 'calcom|1', false, 1, '2026-03-10T09:02:00Z'),
    ('salon', 'api', 'erxes|x', false, 1, '2026-03-10T09:03:00Z'),
    ('salon', 'api', '|', true, 1, '2026-03-10T09:04:00Z');
