-- Variances are summed signed and unsigned; the percentage nets them
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 8, 10, -2, '2026-03-10T09:00:00Z'),
    ('s2', 'salon', 'dye', 23, 20, 3, '2026-03-10T09:01:00Z'),
    ('s3', 'salon', 'gel', 30, 30, 0, '2026-03-10T09:02:00Z');
