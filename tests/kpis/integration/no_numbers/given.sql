-- NaN and infinite latencies are unknown, infinite instants in no window
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'api', 'calcom', true, 'NaN', '2026-03-10T09:00:00Z'),
    ('salon', 'api', 'calcom', true, 'Infinity', '2026-03-10T09:01:00Z'),
    ('salon', 'api', 'calcom', true, 10, '2026-03-10T09:02:00Z'),
    ('salon', 'api', 'calcom', true, 1, '-infinity'),
    ('salon', 'api', 'calcom', true, 1, 'infinity');
