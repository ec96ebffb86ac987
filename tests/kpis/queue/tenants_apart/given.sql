-- Depths of two tenants at one instant are not added
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon'), ('other');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 4, '2026-03-10T10:00:00Z'),
    ('other', 'queue:tx', 3, '2026-03-10T10:00:00Z'),
    ('ghost', 'queue:tx', 9, '2026-03-10T10:00:00Z');
