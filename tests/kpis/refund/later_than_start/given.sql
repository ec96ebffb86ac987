-- A refund after the start counts when it was made, for the salon and the staff, however long ago the start
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-20T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"staffId": "mia", "price": 50, "refundedAmount": 20, "refundedAt": "2026-03-11T09:00:00Z"}'),
    ('a2', 'salon', '2019-01-01T12:00:00Z', '{"refundedAmount": 7, "refundedAt": "2026-03-11T23:59:59.999999Z"}'),
    ('a3', 'salon', '2019-01-01T12:00:00Z', '{"refundedAmount": 100, "refundedAt": "2026-03-12T00:00:00Z"}');
