-- Stock: 20 items a salon
-- parameters: first_day
-- reads: pg_temp.salons
-- writes: inventory_item
insert into inventory_item (id, tenant_id, sku, name, unit, metadata, created_at, updated_at)
select
    'item-' || lpad(salons.t::text, 5, '0') || '-' || k,
    salons.tenant_id,
    'sku-' || k,
    'Item ' || k,
    (array['ml', 'pcs'])[1 + mod(k, 2)],
    '{}'::jsonb,
    %(first_day)s::date::timestamp at time zone 'UTC' - interval '100 days',
    %(first_day)s::date::timestamp at time zone 'UTC' - interval '100 days'
from pg_temp.salons as salons
cross join generate_series(1, 20) as k
order by k, salons.t
