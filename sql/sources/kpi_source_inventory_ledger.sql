-- Stock movements
-- object: view kpi_source_inventory_ledger
-- host table: inventory_ledger
-- why: NaN, the infinities and what would overflow a sum are no quantities
{%- set t = host('inventory_ledger') %}
{%- set qty_delta = t.column('qty_delta', type='numeric') %}
create or replace view kpi_source_inventory_ledger as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('item_id', type='text') }} as item_id,
    case
        when {{ qty_delta }} between -1e100 and 1e100 then {{ qty_delta }}
    end as qty_delta,
    {{ t.column('reason', type='text') }} as reason,
    {{ t.column('created_at', type='timestamptz') }} as created_at
from {{ t }};

comment on view kpi_source_inventory_ledger is 'The host''s inventory_ledger';
