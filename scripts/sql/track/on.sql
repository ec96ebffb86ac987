-- Mark each change of a table of the host that leaves no stamp
-- shape: table_name
-- writes: kpi_mark, kpi_tracked
-- why: opt-in; what a deleted, moved or backdated row had said is known to nobody else
{%- import 'sql/_marks.sql' as marks %}
{%- macro json_id(column, key) -%}
case when jsonb_typeof({{ column }} -> '{{ key }}') = 'string' then nullif({{ column }} ->> '{{ key }}', '') end
{%- endmacro %}
{%- macro instant(at) -%}
case when isfinite({{ at }}) then tstzrange({{ at }}, {{ at }}, '[]') end
{%- endmacro %}
{%- set t = host(table_name).named('r') %}
{%- set table = table_name %}
{%- set function = 'kpi_track_' ~ table %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
{%- set updated_at = t.column('updated_at', type='timestamptz') %}
{%- set booking_id = "nullif(" ~ t.column('booking_id', type='text') ~ ", '')" %}
{%- set payload = t.column('payload_json', 'payload', type='jsonb') %}
{%- set start_at = t.column('start_at', type='timestamptz') %}
{%- set calcom_id = "nullif(" ~ t.column('calcom_booking_id', type='text') ~ ", '')" %}
{%- set appointment = t.present(['tenant_id', 'client_id', 'calcom_booking_id', 'start_at', 'metadata', 'created_at']) %}
{%- set job = t.present(['tenant_id', 'queue', 'payload', 'created_at']) %}
{%- if table == 'appointments_map' %}
{{ marks.tracked(
    table,
    function,
    {
        'instants': instant(start_at),
        'booking_id': calcom_id,
        'client_id': t.column('client_id', type='text'),
        'metadata': t.column('metadata', type='jsonb'),
    },
    appointment,
    new=appointment + t.present(['status']),
    stamp='greatest(' ~ created_at ~ ', ' ~ updated_at ~ ')',
    where='(isfinite(' ~ start_at ~ ') or ' ~ calcom_id ~ " <> '')"
) }}
{%- elif table == 'booking_events' %}
{{ marks.tracked(
    table,
    function,
    {'instants': instant(created_at), 'booking_id': booking_id, 'intent_id': json_id(payload, 'intentId')},
    t.present(['tenant_id', 'booking_id', 'event_type', 'source', 'payload_json', 'payload', 'created_at']),
    stamp=created_at,
    where='isfinite(' ~ created_at ~ ')'
) }}
{%- elif table == 'job_log' %}
{{ marks.tracked(
    table,
    function,
    {
        'instants': instant(created_at),
        'booking_id': "case when " ~ payload ~ " -> 'type' = '\"reminder\"'::jsonb then "
        ~ json_id(payload, 'bookingId') ~ " end",
    },
    job,
    new=job + t.present(['status']),
    stamp='greatest(' ~ created_at ~ ', ' ~ updated_at ~ ')',
    where='isfinite(' ~ created_at ~ ')',
    is_retention_spared=true
) }}
{%- elif table == 'feedback' %}
{{ marks.tracked(
    table,
    function,
    {'instants': instant(created_at), 'booking_id': booking_id},
    t.present(['tenant_id', 'booking_id', 'staff_id', 'rating', 'created_at']),
    stamp=created_at,
    where='isfinite(' ~ created_at ~ ')'
) }}
{%- elif table == 'audit_log' %}
{{ marks.tracked(
    table,
    function,
    {'instants': instant(created_at), 'booking_id': json_id(payload, 'bookingId')},
    t.present(['tenant_id', 'action', 'payload', 'created_at']),
    stamp=created_at,
    where='isfinite(' ~ created_at ~ ')'
) }}
{%- elif table == 'tenant_config' %}
{{ marks.tracked(
    table, function, {'instants': 'tstzrange(null, null)'}, ["config -> 'services'"], key='tenant_id'
) }}
{%- else %}
{{ marks.of_hours(
    table,
    function,
    created_at,
    t.present([
        'tenant_id', 'created_at', 'channel', 'direction', 'qty_delta', 'reason', 'qty_expected', 'qty_physical', 'variance'
    ]),
    is_retention_spared=table == 'message_log'
) }}
{%- endif %}

insert into kpi_tracked (table_name)
values ('{{ table_name }}')
on conflict (table_name) do nothing;
