-- Dead is the status dead, or any status on a dead queue
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values

    ('j1', 'salon', 'queue:tx', 'dead', null, '2026-03-10T09:00:00Z'),
    ('j2', 'salon', 'queue:dead:mk', 'processed', null, '2026-03-10T09:01:00Z'),
    ('j3', 'salon', 'queue:dead:tx', 'queued', null, '2026-03-10T09:02:00Z'),
    ('j4', 'salon', 'queue:tx', 'processed', null, '2026-03-10T09:03:00Z'),
    ('j5', 'salon', 'queue:deadline', 'processed', null, '2026-03-10T09:04:00Z');
