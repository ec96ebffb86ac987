-- What the salons keep in stock.
-- reads: kpi_demo.salon
-- writes: inventory_item
-- why: the metadata says which service uses how much of it up.

insert into inventory_item (
    id,
    tenant_id,
    sku,
    name,
    unit,
    metadata,
    created_at,
    updated_at
)
select
    kpi_demo.uid('it', concat_ws('/', salon.tenant_id, item.sku)) as id,
    salon.tenant_id,
    item.sku,
    item.name,
    item.unit,
    jsonb_build_object('serviceId', item.service_id, 'perService', item.quantity) as metadata,
    salon.first_instant as created_at,
    salon.first_instant as updated_at
from kpi_demo.salon
cross join (
    values
    ('SH-1000', 'Shampoo', 'ml', 'haircut', 25),
    ('CO-60', 'Colour cream', 'ml', 'coloring', 60),
    ('FO-100', 'Foil', 'piece', 'highlights', 12),
    ('GE-15', 'Nail polish', 'ml', 'manicure', 2),
    ('SP-250', 'Styling spray', 'ml', 'blow-dry', 8)
) as item (sku, name, unit, service_id, quantity);
