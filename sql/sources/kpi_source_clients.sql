-- The salons' clients
-- object: view kpi_source_clients
-- host table: clients
{%- set t = host('clients') %}
create or replace view kpi_source_clients as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('first_name', type='text') }} as first_name,
    {{ t.column('last_name', type='text') }} as last_name,
    {{ t.column('created_at', type='timestamptz') }} as created_at
from {{ t }};

comment on view kpi_source_clients is 'The host''s clients, names only: kpi-tool reads no phone and no e-mail address';
