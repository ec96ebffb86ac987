-- A quantity that would overflow a sum is none, like NaN and the infinities, and stops nobody
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'i', 1, 9e131071, 2, '2026-03-10T10:00:00Z'),
    ('s2', 'salon', 'i', 1, 10, 9e131071, '2026-03-10T11:00:00Z');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'i', 9e131071, 'intake', '2026-03-10T10:00:00Z'),
    ('l2', 'salon', 'i', 9e131071, 'intake', '2026-03-10T10:00:00Z'),
    ('l3', 'salon', 'i', 3, 'intake', '2026-03-10T10:00:00Z');
