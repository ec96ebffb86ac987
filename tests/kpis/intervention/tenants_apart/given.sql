-- Actions without a tenant, or of one that does not exist, belong to nobody
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon'), ('other');
insert into audit_log (id, tenant_id, action, created_at) values

    ('a1', 'salon', 'admin.reply', '2026-03-10T09:00:00Z'),
    ('a2', 'other', 'admin.override_booking', '2026-03-10T09:00:00Z'),
    ('a3', null, 'admin.reply', '2026-03-10T09:00:00Z'),
    ('a4', 'ghost', 'admin.reply', '2026-03-10T09:00:00Z');
