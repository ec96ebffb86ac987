-- Messages by direction and channel; a null or empty channel is unknown
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into message_log (id, tenant_id, channel, direction, created_at) values
    ('m1', 'salon', 'telegram', 'inbound', '2026-03-10T09:00:00Z'),
    ('m2', 'salon', 'telegram', 'inbound', '2026-03-10T09:01:00Z'),
    ('m3', 'salon', null, 'inbound', '2026-03-10T09:02:00Z'),
    ('m4', 'salon', 'whatsapp', 'outbound', '2026-03-10T09:03:00Z'),
    ('m5', 'salon', '', 'outbound', '2026-03-10T09:04:00Z'),
    ('m6', 'salon', 'telegram', 'failed', '2026-03-10T09:05:00Z');
