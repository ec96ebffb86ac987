-- A week's highest depth is the highest of its days; sums and samplings add up
-- period: week
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 4, '2026-03-09T10:00:00Z'),
    ('salon', 'queue:mk', 3, '2026-03-09T10:00:00Z'),
    ('salon', 'queue:tx', 6, '2026-03-15T23:59:59.999999Z'),
    ('salon', 'queue:tx', 50, '2026-03-16T00:00:00Z');
