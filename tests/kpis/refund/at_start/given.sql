-- Without an instant that can be read, or with one before the start, a refund counts at the start
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"refundedAmount": 1}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"refundedAmount": 2, "refundedAt": null}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"refundedAmount": 4, "refundedAt": "yesterday"}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"refundedAmount": 8, "refundedAt": "2026-03-01T12:00:00Z"}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"refundedAmount": "16.5", "refundedAt": 1773100000}');
