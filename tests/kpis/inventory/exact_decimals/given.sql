-- Quantities are summed exactly: a tenth and two tenths are three tenths
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 0.4, 0.3, 0.1, '2026-03-10T09:00:00Z'),
    ('s2', 'salon', 'dye', 0.6, 0.4, 0.2, '2026-03-10T09:01:00Z');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', -0.1, 'consume', '2026-03-10T09:00:00Z'),
    ('l2', 'salon', 'wax', -0.2, 'consume', '2026-03-10T09:00:00Z');
