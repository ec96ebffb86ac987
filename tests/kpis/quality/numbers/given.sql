-- A number is a JSON number or a string of plain digits
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"price": 12.5, "discount": "12.50", "refundedAmount": "0005"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"price": "12,50", "discount": "", "refundedAmount": " 5"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"price": true, "discount": [5], "refundedAmount": {"value": 5}}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"price": "NaN", "discount": ".5", "refundedAmount": "5."}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"price": 1e2, "discount": "1e2", "refundedAmount": "+5"}');
