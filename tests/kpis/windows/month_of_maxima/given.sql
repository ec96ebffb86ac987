-- A month's highest depth may be 0 on most of its days, and below the sum of its queues' maxima
-- period: month
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-04-02T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 0, '2026-03-01T00:00:00Z'),
    ('salon', 'queue:tx', 8, '2026-03-02T10:00:00Z'),
    ('salon', 'queue:mk', 5, '2026-03-31T23:59:59.999999Z'),
    ('salon', 'queue:mk', 50, '2026-04-01T00:00:00Z');
