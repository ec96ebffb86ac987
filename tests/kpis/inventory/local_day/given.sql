-- Moscow's day starts at 21:00 UTC
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Europe/Moscow');
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 101, 100, 1, '2026-03-09T20:59:59.999999Z'),
    ('s2', 'salon', 'wax', 12, 10, 2, '2026-03-09T21:00:00Z');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', -4, 'consume', '2026-03-10T20:59:59.999999Z'),
    ('l2', 'salon', 'wax', -8, 'consume', '2026-03-10T21:00:00Z');
