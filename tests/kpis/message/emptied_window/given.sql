-- A window that became empty is overwritten with zeros
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into message_log (id, tenant_id, channel, direction, created_at) values
    ('m1', 'salon', 'web', 'inbound', '2026-03-10T09:00:00Z'),
    ('m2', 'salon', 'web', 'outbound', '2026-03-10T09:01:00Z');
