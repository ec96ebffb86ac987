-- More put back than consumed is a negative consumption
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', 4, 'consume', '2026-03-10T09:00:00Z'),
    ('l2', 'salon', 'wax', -1, 'consume', '2026-03-10T09:00:00Z');
