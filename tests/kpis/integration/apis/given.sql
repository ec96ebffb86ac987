-- Cal.com and erxes have error rates of their own; ok decides, not the status code; other spellings are other targets
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, status_code, created_at) values
    ('salon', 'api', 'calcom', true, 500, '2026-03-10T09:00:00Z'),
    ('salon', 'api', 'calcom', false, 200, '2026-03-10T09:01:00Z'),
    ('salon', 'api', 'calcom', null, 503, '2026-03-10T09:02:00Z'),
    ('salon', 'api', 'calcom', true, null, '2026-03-10T09:03:00Z'),
    ('salon', 'api', 'erxes', false, null, '2026-03-10T09:04:00Z'),
    ('salon', 'api', 'erxes', false, null, '2026-03-10T09:05:00Z'),
    ('salon', 'api', 'Calcom', false, null, '2026-03-10T09:06:00Z'),
    ('salon', 'api', null, true, null, '2026-03-10T09:07:00Z');
