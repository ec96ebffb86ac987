-- Null, NaN and infinite quantities add nothing, but the count was made; an infinite instant is no time
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 12, 10, null, '2026-03-10T09:00:00Z'),
    ('s2', 'salon', 'dye', 6, 5, 'NaN', '2026-03-10T09:01:00Z'),
    ('s3', 'salon', 'gel', 2, 'NaN', 1, '2026-03-10T09:02:00Z'),
    ('s4', 'salon', 'oil', 2, '-Infinity', 'Infinity', '2026-03-10T09:03:00Z'),
    ('s5', 'salon', 'mud', 2, 1, 1, 'infinity'),
    ('s6', 'salon', 'mud', 2, 1, 1, '-infinity');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', null, 'consume', '2026-03-10T09:00:00Z'),
    ('l2', 'salon', 'wax', 'NaN', 'consume', '2026-03-10T09:00:00Z'),
    ('l3', 'salon', 'wax', 'Infinity', 'intake', '2026-03-10T09:00:00Z'),
    ('l4', 'salon', 'wax', 2, 'intake', '2026-03-10T09:00:00Z');
