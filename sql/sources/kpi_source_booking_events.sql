-- Booking events: the append-only log of what happened to bookings
-- object: view kpi_source_booking_events
-- host table: booking_events
-- why: booking_id stays as it is (empty ones too) so that the host's indexes serve; readers ask for booking_id <> ''
{%- import 'sql/_event_types.sql' as types %}
{%- set t = host('booking_events') %}
{%- set event_type = t.column('event_type', type='text') %}
{%- set payload = t.column('payload_json', 'payload', type='jsonb') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
create or replace view kpi_source_booking_events as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('booking_id', type='text') }} as booking_id,
    kpi_event_type({{ event_type }}) as event_type,
    {{ types.is_type(event_type, ['intent_received']) }} as is_intent,
    {{ types.is_type(event_type, ['created', 'confirmed']) }} as is_success,
    {{ types.is_type(event_type, ['rescheduled']) }} as is_reschedule,
    {{ types.is_type(event_type, [
        'created', 'confirmed', 'rescheduled', 'cancelled', 'rejected', 'no_show', 'completed'
    ]) }} as decides_state,
    {{ types.is_type(event_type, types.final) }} as is_final,
    {{ payload }} -> 'noShow' = 'false'::jsonb as is_undo,
    {{ t.column('source', type='text') }} as source,
    kpi_json_id({{ payload }}, 'intentId') as intent_id,
    kpi_json_id({{ payload }}, 'staffId') as staff_id,
    {{ created_at }} as created_at
from {{ t }}
where {{ created_at }} > '-infinity' and {{ created_at }} < 'infinity';

comment on view kpi_source_booking_events is
    'The host''s booking_events with its types in one spelling and its ids read from the payload';
comment on column kpi_source_booking_events.is_success is 'created or confirmed';
comment on column kpi_source_booking_events.decides_state is 'Of a type that can decide the state of an appointment';
comment on column kpi_source_booking_events.is_final is
    'Of a type that, as the latest, is the state of an appointment: cancelled, rejected, no_show, completed';
comment on column kpi_source_booking_events.is_undo is 'A no-show that is taken back';
