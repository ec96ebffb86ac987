-- Consumption is negative in the ledger, and positive here; what was put back is taken off; other reasons do not count
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', -3, 'consume', '2026-03-10T09:00:00Z'),
    ('l2', 'salon', 'dye', -0.5, 'consume', '2026-03-10T09:01:00Z'),
    ('l3', 'salon', 'wax', 1, 'consume', '2026-03-10T09:02:00Z'),
    ('l4', 'salon', 'wax', 10, 'intake', '2026-03-10T09:03:00Z'),
    ('l5', 'salon', 'wax', -2, 'intake', '2026-03-10T09:04:00Z'),
    ('l6', 'salon', 'wax', -100, 'adjustment', '2026-03-10T09:05:00Z'),
    ('l7', 'salon', 'wax', -100, null, '2026-03-10T09:06:00Z'),
    ('l8', 'salon', 'wax', -100, '', '2026-03-10T09:07:00Z');
