-- refundedAt is an RFC 3339 instant with an offset under 16 h; what is none (amounts from 16 on) counts at the start in January
-- period: day
-- from: 2026-01-05
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 1, "refundedAt": "2026-03-10T10:00Z"}'),
    ('a2', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 2, "refundedAt": "2026-03-11T04:59:59.123456+05"}'),
    ('a3', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 4, "refundedAt": "2026-03-10T23:29:00-0030"}'),
    ('a4', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 8, "refundedAt": "2026-03-10T23:30:00-00:30"}'),
    ('a5', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 16, "refundedAt": "2026-03-10 10:00:00Z"}'),
    ('a6', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 32, "refundedAt": "2026-03-10T10:00:00"}'),
    ('a7', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 64, "refundedAt": "2026-03-10T10:00:00+16:00"}'),
    ('a8', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 128, "refundedAt": "2026-02-29T10:00:00Z"}');
