-- The salons
-- object: view kpi_source_tenants
-- host table: tenants
{%- set t = host('tenants') %}
create or replace view kpi_source_tenants as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('name', type='text') }} as name,
    {{ t.column('status', type='text') }} as status,
    {{ t.column('created_at', type='timestamptz') }} as created_at,
    {{ t.column('updated_at', type='timestamptz') }} as updated_at
from {{ t }};

comment on view kpi_source_tenants is 'The host''s tenants, as kpi-tool reads them';
