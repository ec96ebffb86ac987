-- The indexes that the rollups want on the host's tables
-- why: kpi-tool creates none, a DBA runs these when it suits. An expression must read as its source view has it, or
--      Postgres does not see that the index serves
{% import 'sql/_event_types.sql' as types %}
{%- set appointments = host('appointments_map') %}
{%- set audit = host('audit_log') %}
{%- set ratings = host('feedback') %}
{%- set jobs = host('job_log') %}
{%- set events = host('booking_events') %}
{%- macro json_id(column, key) -%}
(case when jsonb_typeof({{ column }} -> '{{ key }}') = 'string' then nullif({{ column }} ->> '{{ key }}', '') end)
{%- endmacro %}
{%- macro changed_at(table) -%}
coalesce({{ table.column('updated_at', type='timestamptz') }}, {{ table.column('created_at', type='timestamptz') }})
{%- endmacro %}
{%- set metadata = appointments.column('metadata', type='jsonb') %}
{%- set audit_payload = audit.column('payload', type='jsonb') %}
{%- set job_payload = jobs.column('payload', type='jsonb') %}
{%- set event_type = events.column('event_type', type='text') %}
{%- set event_payload = events.column('payload_json', 'payload', type='jsonb') %}
{%- if events.columns %}

-- The events of a window: bookings, intents, reschedules
create index concurrently if not exists booking_events_kpi_window_idx on booking_events (
    tenant_id, created_at
);

-- The intent that a booking came from: meanTimeToResolveSec
create index concurrently if not exists booking_events_kpi_intent_idx on booking_events (
    tenant_id, {{ json_id(event_payload, 'intentId') }}, created_at
) where {{ types.is_type(event_type, ['intent_received']) }};

-- The booking that came of an intent: intentConversionRate
create index concurrently if not exists booking_events_kpi_success_idx on booking_events (
    tenant_id, {{ json_id(event_payload, 'intentId') }}, created_at
) where {{ types.is_type(event_type, ['created', 'confirmed']) }};

-- The verdict on an appointment: most have none
create index concurrently if not exists booking_events_kpi_final_idx on booking_events (
    tenant_id, booking_id, created_at
) where {{ types.is_type(event_type, types.final) }};

-- Statistics of what is indexed
analyze booking_events;
{%- endif %}
{%- if appointments.columns %}

-- The appointments of a window: every figure of appointments
create index concurrently if not exists appointments_map_kpi_window_idx on appointments_map (
    tenant_id, start_at
);

-- A client's earlier visits: repeats
create index concurrently if not exists appointments_map_kpi_client_idx on appointments_map (
    tenant_id, client_id, start_at
);

-- The appointment that took another one's place
create index concurrently if not exists appointments_map_kpi_successor_idx on appointments_map (
    tenant_id, {{ json_id(metadata, 'rescheduledFromUid') }}
) where {{ metadata }} ? 'rescheduledFromUid';

-- What has changed since the last look
create index concurrently if not exists appointments_map_kpi_change_idx on appointments_map (
    ({{ changed_at(appointments) }})
);

-- Refunds, which count when they are given
create index concurrently if not exists appointments_map_kpi_refund_idx on appointments_map (
    tenant_id, start_at
) where {{ metadata }} ? 'refundedAmount';

-- Statistics of what is indexed
analyze appointments_map;
{%- endif %}
{%- if audit.columns %}

-- What people did by hand to a booking: bookingAutomationRate
create index concurrently if not exists audit_log_kpi_action_idx on audit_log (
    tenant_id, {{ json_id(audit_payload, 'bookingId') }}, created_at
) where action like 'admin.%';

-- Statistics of what is indexed
analyze audit_log;
{%- endif %}
{%- if jobs.columns %}

-- What has changed since the last look
create index concurrently if not exists job_log_kpi_change_idx on job_log (
    ({{ changed_at(jobs) }})
);

-- The reminders of a booking: reminderAutomationRate
create index concurrently if not exists job_log_kpi_reminder_idx on job_log (
    tenant_id, {{ json_id(job_payload, 'bookingId') }}, created_at
) where {{ job_payload }} -> 'type' = '"reminder"'::jsonb;

-- Statistics of what is indexed
analyze job_log;
{%- endif %}
{%- if ratings.columns %}

-- The ratings of a booking: feedbackCoverage
create index concurrently if not exists feedback_kpi_booking_idx on feedback (tenant_id, booking_id, created_at);

-- Statistics of what is indexed
analyze feedback;
{%- endif %}
