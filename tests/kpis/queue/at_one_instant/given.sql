-- Samples of one instant are one sampling: in total depths are added, and the highest sum counts
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 4, '2026-03-10T10:00:00Z'),
    ('salon', 'queue:mk', 3, '2026-03-10T10:00:00Z'),
    ('salon', 'queue:tx', 1, '2026-03-10T10:05:00Z'),
    ('salon', 'queue:mk', 5, '2026-03-10T10:05:00Z');
