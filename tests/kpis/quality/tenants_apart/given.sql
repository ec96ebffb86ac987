-- Values of another tenant are not ours; what is wrong in a tenant's config is not a row's fault
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon'), ('other');
insert into tenant_config (tenant_id, config) values
    ('salon', '{"services": {"cut": {"durationMinutes": "long", "bufferMinutes": -1, "gridMinutes": 0}}}');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"serviceId": "cut"}'),
    ('a2', 'other', '2026-03-10T12:00:00Z', '{"serviceId": 1}'),
    ('a3', 'ghost', '2026-03-10T12:00:00Z', '{"serviceId": 1}');
