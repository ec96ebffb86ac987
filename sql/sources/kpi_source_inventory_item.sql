-- What the salons stock
-- object: view kpi_source_inventory_item
-- host table: inventory_item
{%- set t = host('inventory_item') %}
create or replace view kpi_source_inventory_item as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('sku', type='text') }} as sku,
    {{ t.column('name', type='text') }} as name,
    {{ t.column('unit', type='text') }} as unit
from {{ t }};

comment on view kpi_source_inventory_item is 'The host''s inventory_item';
