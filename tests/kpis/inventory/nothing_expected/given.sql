-- Where nothing was counted, or nothing expected, the percentage is null
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('idle'), ('surprised');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'surprised', 'wax', 4, 0, 4, '2026-03-10T09:00:00Z');
