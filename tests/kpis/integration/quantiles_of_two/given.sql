-- Of two calls the median is the quicker one; bins are in the order of numbers (2 before 116), not of letters
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'api', 'calcom', true, 10, '2026-03-10T09:00:00Z'),
    ('salon', 'api', 'calcom', true, 1.03, '2026-03-10T09:01:00Z'),
    ('salon', 'api', 'erxes', true, 100, '2026-03-10T09:00:00Z');
