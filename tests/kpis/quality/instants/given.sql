-- An instant is an RFC 3339 string with an offset, of a date that exists; one before the start is no fault
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"preferredStart": "2026-03-10T12:00Z", "refundedAt": "2020-02-29T12:00:00.123456+0530"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"preferredStart": "2026-02-29T12:00:00Z", "refundedAt": "2026-03-10 12:00:00Z"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"preferredStart": "2026-03-10T24:00:00Z", "refundedAt": "2026-03-10T12:00:00"}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"preferredStart": "2026-03-10", "refundedAt": "2026-03-10T12:00:00+16:00"}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"preferredStart": "infinity", "refundedAt": 1773144000}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"preferredStart": "2026-03-10T12:00:00-15:59"}');
