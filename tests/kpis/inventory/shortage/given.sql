-- A shortage has a negative variance and a positive percentage
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 10.5, 14, -3.5, '2026-03-10T09:00:00Z');
