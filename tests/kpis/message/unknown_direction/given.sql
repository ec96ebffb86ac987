-- Directions other than inbound, outbound and failed are not counted
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into message_log (id, tenant_id, channel, direction, created_at) values
    ('m1', 'salon', 'telegram', 'sideways', '2026-03-10T09:00:00Z'),
    ('m2', 'salon', 'telegram', '', '2026-03-10T09:01:00Z'),
    ('m3', 'salon', 'telegram', null, '2026-03-10T09:02:00Z'),
    ('m4', 'salon', 'telegram', 'outbound', '2026-03-10T09:03:00Z');
