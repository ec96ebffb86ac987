-- Messages to and from clients
-- object: view kpi_source_message_log
-- host table: message_log
{%- set t = host('message_log') %}
create or replace view kpi_source_message_log as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('channel', type='text') }} as channel,
    {{ t.column('direction', type='text') }} as direction,
    {{ t.column('created_at', type='timestamptz') }} as created_at
from {{ t }};

comment on view kpi_source_message_log is 'The host''s message_log; kpi-tool reads no message text';
