-- Jobs without a tenant, or of one that does not exist, belong to nobody
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values

    ('j1', 'salon', 'queue:tx', 'processed', null, '2026-03-10T09:00:00Z'),
    ('j2', null, 'queue:tx', 'processed', null, '2026-03-10T09:00:00Z'),
    ('j3', 'ghost', 'queue:tx', 'processed', null, '2026-03-10T09:00:00Z');
