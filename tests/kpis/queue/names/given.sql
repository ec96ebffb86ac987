-- Pending entries are in the depth already; an empty name is unknown; a name may hold the sign of keys
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_queue_sample (tenant_id, queue, depth, pending, sampled_at) values
    ('salon', '', 5, 3, '2026-03-10T10:00:00Z'),
    ('salon', 'unknown', 7, 0, '2026-03-10T11:00:00Z'),
    ('salon', 'a|b', 1, 1, '2026-03-10T12:00:00Z');
