-- Who did what by hand
-- object: view kpi_source_audit_log
-- host table: audit_log
{%- set t = host('audit_log') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
create or replace view kpi_source_audit_log as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('actor', type='text') }} as actor,
    {{ t.column('action', type='text') }} as action,
    kpi_json_id({{ t.column('payload', type='jsonb') }}, 'bookingId') as booking_id,
    {{ created_at }} as created_at
from {{ t }}
where {{ created_at }} > '-infinity' and {{ created_at }} < 'infinity';

comment on view kpi_source_audit_log is 'The host''s audit_log';
