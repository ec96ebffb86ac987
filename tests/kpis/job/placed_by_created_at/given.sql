-- A job counts when it was created, not when it was finished
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into job_log (id, tenant_id, queue, status, created_at, updated_at) values
    ('j1', 'salon', 'queue:tx', 'processed', '2026-03-09T23:59:00Z', '2026-03-10T00:01:00Z'),
    ('j2', 'salon', 'queue:mk', 'processed', '2026-03-10T23:59:00Z', '2026-03-11T00:01:00Z');
