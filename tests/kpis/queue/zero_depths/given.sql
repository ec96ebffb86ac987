-- Empty queues have an average and a maximum of 0; those that nobody looked at have none
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('empty'), ('unseen');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('empty', 'queue:tx', 0, '2026-03-10T10:00:00Z'),
    ('empty', 'queue:mk', 0, '2026-03-10T10:00:00Z');
