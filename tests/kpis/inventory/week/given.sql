-- A week's percentage is that of its sums: 10 % and 3.3 % the other way make 2 %
-- period: week
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 11, 10, 1, '2026-03-09T09:00:00Z'),
    ('s2', 'salon', 'wax', 87, 90, -3, '2026-03-15T09:00:00Z'),
    ('s3', 'salon', 'wax', 0, 90, -90, '2026-03-16T00:00:00Z');
