-- Reminders are told by their payload, whatever their queue
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values

    ('j1', 'salon', 'queue:tx', 'processed', '{"type": "reminder"}', '2026-03-10T09:00:00Z'),
    ('j2', 'salon', 'queue:send:telegram', 'accepted', '{"type": "reminder"}', '2026-03-10T09:01:00Z'),
    ('j3', 'salon', 'queue:dead:send:telegram', 'dead', '{"type": "reminder"}', '2026-03-10T09:02:00Z'),
    ('j4', 'salon', 'queue:send:telegram', 'queued', '{"type": "reminder"}', '2026-03-10T09:03:00Z'),
    ('j5', 'salon', 'queue:tx', 'processed', '{"type": "confirmation"}', '2026-03-10T09:04:00Z'),
    ('j6', 'salon', 'queue:tx', 'processed', '["reminder"]', '2026-03-10T09:05:00Z');
