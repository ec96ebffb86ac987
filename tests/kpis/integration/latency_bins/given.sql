-- Latencies up to 1 ms are bin 0, those up to 1.01/0.99 times as much bin 1, and so on; unknown ones are in none
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'api', 'calcom', true, 0, '2026-03-10T09:00:00Z'),
    ('salon', 'api', 'calcom', true, 0.999, '2026-03-10T09:01:00Z'),
    ('salon', 'api', 'calcom', true, 1, '2026-03-10T09:02:00Z'),
    ('salon', 'api', 'calcom', true, 1.000001, '2026-03-10T09:03:00Z'),
    ('salon', 'api', 'calcom', true, 1.0202, '2026-03-10T09:04:00Z'),
    ('salon', 'api', 'calcom', false, 1.0203, '2026-03-10T09:05:00Z'),
    ('salon', 'api', 'calcom', false, 100, '2026-03-10T09:06:00Z'),
    ('salon', 'api', 'calcom', true, null, '2026-03-10T09:07:00Z');
