-- What one item lacks and another has too much cancels in the percentage only: it is 0, not null
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 20, 25, -5, '2026-03-10T09:00:00Z'),
    ('s2', 'salon', 'dye', 30, 25, 5, '2026-03-10T09:01:00Z');
