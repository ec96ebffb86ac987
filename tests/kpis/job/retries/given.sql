-- Failed attempts are not counted: one logical message ends as one delivered or one dead row
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values

    ('a1', 'salon', 'queue:send:telegram', 'failed', '{"type": "confirmation", "attempts": 1}', '2026-03-10T09:00:00Z'),
    ('a2', 'salon', 'queue:send:telegram', 'failed', '{"type": "confirmation", "attempts": 2}', '2026-03-10T09:01:00Z'),
    ('a3', 'salon', 'queue:dead:send:telegram', 'dead', '{"type": "confirmation", "attempts": 3}', '2026-03-10T09:02:00Z'),
    ('b1', 'salon', 'queue:send:telegram', 'failed', '{"type": "confirmation", "attempts": 1}', '2026-03-10T09:00:00Z'),
    ('b2', 'salon', 'queue:send:telegram', 'processed', '{"type": "confirmation", "attempts": 2}', '2026-03-10T09:01:00Z');
