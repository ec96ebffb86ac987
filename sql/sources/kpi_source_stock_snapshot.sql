-- Stock counts
-- object: view kpi_source_stock_snapshot
-- host table: stock_snapshot
-- why: NaN, the infinities and what would overflow a sum are no quantities
{%- set t = host('stock_snapshot') %}
{%- set qty_expected = t.column('qty_expected', type='numeric') %}
{%- set variance = t.column('variance', type='numeric') %}
create or replace view kpi_source_stock_snapshot as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('item_id', type='text') }} as item_id,
    case
        when {{ qty_expected }} between -1e100 and 1e100 then {{ qty_expected }}
    end as qty_expected,
    case
        when {{ variance }} between -1e100 and 1e100 then {{ variance }}
    end as variance,
    {{ t.column('created_at', type='timestamptz') }} as created_at
from {{ t }};

comment on view kpi_source_stock_snapshot is 'The host''s stock_snapshot; variance is physical minus expected';
