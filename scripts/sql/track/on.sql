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
{%- set function = 'kpi_track_' ~ table_name %}
{%- set tenant_id = t.column('tenant_id', type='text') %}
{%- set id = t.column('id', type='text') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
{%- set changed_at = 'coalesce(' ~ t.column('updated_at', type='timestamptz') ~ ', ' ~ created_at ~ ')' %}
{%- set booking_id = t.column('booking_id', 'calcom_booking_id', type='text') %}
{%- set payload = t.column('payload_json', 'payload', type='jsonb') %}
{%- set metadata = t.column('metadata', type='jsonb') %}
{%- set start_at = t.column('start_at', type='timestamptz') %}
{%- set status = t.column('status', type='text') %}
{%- set is_counted = 'isfinite(' ~ created_at ~ ')' %}
{%- set said = {
    'appointments_map': [
        tenant_id, t.column('client_id', type='text'), booking_id, start_at, metadata, created_at
    ],
    'job_log': [tenant_id, t.column('queue', type='text'), payload, created_at],
    'message_log': [t.column('channel', type='text'), t.column('direction', type='text')],
    'inventory_ledger': [t.column('qty_delta', type='numeric'), t.column('reason', type='text')],
    'stock_snapshot': [t.column('qty_expected', type='numeric'), t.column('variance', type='numeric')],
} %}
{%- if table_name == 'appointments_map' %}
{{ marks.tracked(
    table_name,
    function,
    {
        'instants': instant(start_at),
        'booking_id': "nullif(" ~ booking_id ~ ", '')",
        'client_id': t.column('client_id', type='text'),
        'metadata': metadata,
    },
    said[table_name],
    new=said[table_name] + [status],
    stamp=changed_at,
    where='(isfinite(' ~ start_at ~ ') or ' ~ booking_id ~ " <> '')",
    key=id,
    tenant=tenant_id,
    is_guarded=true
) }}
{%- elif table_name == 'booking_events' %}
{{ marks.tracked(
    table_name,
    function,
    {
        'instants': instant(created_at),
        'booking_id': "nullif(" ~ booking_id ~ ", '')",
        'intent_id': json_id(payload, 'intentId'),
    },
    [
        tenant_id, booking_id, t.column('event_type', type='text'), t.column('source', type='text'), payload, created_at
    ],
    stamp=created_at,
    where=is_counted,
    key=id,
    tenant=tenant_id,
    is_guarded=true
) }}
{%- elif table_name == 'job_log' %}
{{ marks.tracked(
    table_name,
    function,
    {
        'instants': instant(created_at),
        'booking_id': "case when " ~ payload ~ " -> 'type' = '\"reminder\"'::jsonb then "
        ~ json_id(payload, 'bookingId') ~ " end",
    },
    said[table_name],
    new=said[table_name] + [status],
    stamp=changed_at,
    where=is_counted,
    key=id,
    tenant=tenant_id,
    is_retention_spared=true,
    is_guarded=true
) }}
{%- elif table_name == 'feedback' %}
{{ marks.tracked(
    table_name,
    function,
    {'instants': instant(created_at), 'booking_id': "nullif(" ~ booking_id ~ ", '')"},
    [
        tenant_id, booking_id, t.column('staff_id', type='text'), t.column('rating', type='numeric'), created_at
    ],
    stamp=created_at,
    where=is_counted,
    key=id,
    tenant=tenant_id,
    is_guarded=true
) }}
{%- elif table_name == 'audit_log' %}
{{ marks.tracked(
    table_name,
    function,
    {'instants': instant(created_at), 'booking_id': json_id(payload, 'bookingId')},
    [tenant_id, t.column('action', type='text'), payload, created_at],
    stamp=created_at,
    where=is_counted,
    key=id,
    tenant=tenant_id,
    is_guarded=true
) }}
{%- elif table_name == 'tenant_config' %}
{{ marks.tracked(
    table_name,
    function,
    {'instants': 'tstzrange(null, null)'},
    [t.column('config', type='jsonb') ~ " -> 'services'"],
    key=tenant_id,
    tenant=tenant_id,
    is_guarded=true
) }}
{%- else %}
{{ marks.of_hours(
    table_name,
    function,
    created_at,
    [tenant_id, created_at] + said[table_name],
    key=id,
    tenant=tenant_id,
    is_retention_spared=table_name == 'message_log',
    is_guarded=true
) }}
{%- endif %}

insert into kpi_tracked (table_name)
values ('{{ table_name }}')
on conflict (table_name) do nothing;
