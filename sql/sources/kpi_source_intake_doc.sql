-- Delivery notes on their way into stock
-- object: view kpi_source_intake_doc
-- host table: intake_doc
{%- set t = host('intake_doc') %}
create or replace view kpi_source_intake_doc as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('status', type='text') }} as status,
    {{ t.column('created_at', type='timestamptz') }} as created_at,
    {{ t.column('updated_at', type='timestamptz') }} as updated_at
from {{ t }};

comment on view kpi_source_intake_doc is 'The host''s intake_doc';
