-- Archived and deleted tenants are not rolled up; any other status is
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id, status) values
    ('current', 'active'), ('unset', null), ('paused', 'suspended'), ('gone', 'archived'), ('erased', 'deleted');
insert into message_log (id, tenant_id, channel, direction, created_at)
select 'm-' || tenant_id, tenant_id, 'web', 'inbound', '2026-03-10T09:00:00Z' from tenants;
