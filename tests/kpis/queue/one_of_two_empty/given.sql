-- A queue with depth 0 beside one with more keeps its own 0
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 0, '2026-03-10T10:00:00Z'),
    ('salon', 'queue:mk', 2, '2026-03-10T10:00:00Z');
