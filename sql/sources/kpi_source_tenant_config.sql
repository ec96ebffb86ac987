-- Each salon's configuration, which may be any JSON at all
-- object: view kpi_source_tenant_config
-- host table: tenant_config
{%- set t = host('tenant_config') %}
create or replace view kpi_source_tenant_config as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('config', type='jsonb') }} -> 'services' as services,
    {{ t.column('updated_at', type='timestamptz') }} as updated_at
from {{ t }};

comment on view kpi_source_tenant_config is 'The host''s tenant_config: services by id, with duration, buffer and grid';
