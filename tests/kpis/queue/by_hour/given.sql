-- A sample belongs to the hour in which it was taken; infinite instants to none
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 4, '2026-03-10T09:59:59.999999Z'),
    ('salon', 'queue:tx', 3, '2026-03-10T10:00:00Z'),
    ('salon', 'queue:tx', 9, '2026-03-11T00:00:00Z'),
    ('salon', 'queue:tx', 9, 'infinity'),
    ('salon', 'queue:tx', 9, '-infinity');
