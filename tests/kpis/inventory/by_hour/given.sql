-- Counts and movements belong to the hour in which they were made
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 9, 10, -1, '2026-03-10T09:59:59.999999Z'),
    ('s2', 'salon', 'wax', 22, 20, 2, '2026-03-10T10:00:00Z');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', -1, 'consume', '2026-03-10T10:59:59.999999Z'),
    ('l2', 'salon', 'wax', 5, 'intake', '2026-03-10T11:00:00Z');
