-- Appointments: one row a booking, updated in place
-- object: view kpi_source_appointments_map
-- host table: appointments_map
-- why: ids stay as they are (empty ones too) so that the host's indexes serve; readers ask for client_id <> ''
{%- set t = host('appointments_map') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
{%- set metadata = t.column('metadata', type='jsonb') %}
create or replace view kpi_source_appointments_map as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('calcom_booking_id', type='text') }} as booking_id,
    {{ t.column('client_id', type='text') }} as client_id,
    kpi_event_type({{ t.column('status', type='text') }}) as status,
    {{ t.column('start_at', type='timestamptz') }} as start_at,
    kpi_json_id({{ metadata }}, 'staffId') as staff_id,
    kpi_json_id({{ metadata }}, 'serviceId') as service_id,
    kpi_json_id({{ metadata }}, 'rescheduledFromUid') as rescheduled_from_id,
    {{ metadata }} as metadata,
    case when isfinite({{ created_at }}) then {{ created_at }} end as created_at,
    {{ t.column('updated_at', type='timestamptz') }} as updated_at,
    coalesce({{ t.column('updated_at', type='timestamptz') }}, {{ created_at }}) as changed_at
from {{ t }};

comment on view kpi_source_appointments_map is 'The host''s appointments_map with its status in one spelling and its ids read from metadata';
