-- A week's median is that of its calls: one in 1 ms on Monday and two in 10 ms on Sunday
-- period: week
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'api', 'calcom', false, 1, '2026-03-09T09:00:00Z'),
    ('salon', 'api', 'calcom', true, 10, '2026-03-15T09:00:00Z'),
    ('salon', 'api', 'calcom', true, 10, '2026-03-15T10:00:00Z');
