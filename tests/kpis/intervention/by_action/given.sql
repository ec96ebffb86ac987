-- Admin actions by what was done; 'admin.' alone is unknown, other actions are none
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into audit_log (id, tenant_id, action, created_at) values

    ('a1', 'salon', 'admin.reply', '2026-03-10T09:00:00Z'),
    ('a2', 'salon', 'admin.reply', '2026-03-10T09:01:00Z'),
    ('a3', 'salon', 'admin.manual_cancel', '2026-03-10T09:02:00Z'),
    ('a4', 'salon', 'admin.', '2026-03-10T09:03:00Z'),
    ('a5', 'salon', 'admin_reply', '2026-03-10T09:04:00Z'),
    ('a6', 'salon', 'superadmin.reply', '2026-03-10T09:05:00Z'),
    ('a7', 'salon', 'feedback_request', '2026-03-10T09:06:00Z'),
    ('a8', 'salon', null, '2026-03-10T09:07:00Z');
