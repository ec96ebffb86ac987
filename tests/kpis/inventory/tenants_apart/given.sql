-- Stock of another tenant, or of none, is not ours
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon'), ('other');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 11, 10, 1, '2026-03-10T09:00:00Z'),
    ('s2', 'other', 'wax', 12, 10, 2, '2026-03-10T09:00:00Z'),
    ('s3', 'ghost', 'wax', 13, 10, 3, '2026-03-10T09:00:00Z');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', -1, 'consume', '2026-03-10T09:00:00Z'),
    ('l2', 'other', 'wax', 2, 'intake', '2026-03-10T09:00:00Z'),
    ('l3', 'ghost', 'wax', -4, 'consume', '2026-03-10T09:00:00Z');
