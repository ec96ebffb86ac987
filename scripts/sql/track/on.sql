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
{%- set tenant_id = t.column('tenant_id', type='text') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
{%- set changed_at = 'coalesce(' ~ t.column('updated_at', type='timestamptz') ~ ', ' ~ created_at ~ ')' %}
{%- set booking_id = t.column('booking_id', 'calcom_booking_id', type='text') %}
{%- set payload = t.column('payload_json', 'payload', type='jsonb') %}
{%- set metadata = t.column('metadata', type='jsonb') %}
{%- set start_at = t.column('start_at', type='timestamptz') %}
{%- set of_any = {'columns': none, 'renews': [], 'stamp': created_at, 'where': 'isfinite(' ~ created_at ~ ')'} %}
{%- set of_each = {
    'appointments_map': {
        'columns': {
            'instants': instant(start_at),
            'booking_id': "nullif(" ~ booking_id ~ ", '')",
            'client_id': t.column('client_id', type='text'),
            'metadata': metadata,
        },
        'says': [t.column('client_id', type='text'), booking_id, start_at, metadata, created_at],
        'renews': [t.column('status', type='text')],
        'stamp': changed_at,
        'where': '(isfinite(' ~ start_at ~ ') or ' ~ booking_id ~ " <> '')",
    },
    'booking_events': {
        'columns': {
            'instants': instant(created_at),
            'booking_id': "nullif(" ~ booking_id ~ ", '')",
            'intent_id': json_id(payload, 'intentId'),
        },
        'says': [booking_id, t.column('event_type', type='text'), t.column('source', type='text'), payload, created_at],
    },
    'job_log': {
        'columns': {
            'instants': instant(created_at),
            'booking_id': "case when " ~ payload ~ " -> 'type' = '\"reminder\"'::jsonb then "
            ~ json_id(payload, 'bookingId') ~ " end",
        },
        'says': [t.column('queue', type='text'), payload, created_at],
        'renews': [t.column('status', type='text')],
        'stamp': changed_at,
    },
    'feedback': {
        'columns': {'instants': instant(created_at), 'booking_id': "nullif(" ~ booking_id ~ ", '')"},
        'says': [booking_id, t.column('staff_id', type='text'), t.column('rating', type='numeric'), created_at],
    },
    'audit_log': {
        'columns': {'instants': instant(created_at), 'booking_id': json_id(payload, 'bookingId')},
        'says': [t.column('action', type='text'), payload, created_at],
    },
    'tenant_config': {
        'columns': {'instants': 'tstzrange(null, null)'},
        'says': [t.column('config', type='jsonb') ~ " -> 'services'"],
        'stamp': 'null',
        'where': 'true',
    },
    'message_log': {'says': [t.column('channel', type='text'), t.column('direction', type='text'), created_at]},
    'inventory_ledger': {'says': [t.column('qty_delta', type='numeric'), t.column('reason', type='text'), created_at]},
    'stock_snapshot': {'says': [t.column('qty_expected', type='numeric'), t.column('variance', type='numeric'), created_at]},
} %}
{%- set table = dict(of_any, **of_each[table_name]) %}
{%- set columns = table.columns or {'instants': instant(created_at)} %}
{%- set says = [tenant_id] + table.says %}
{%- set new = says + table.renews %}
{{ marks.written(
    table_name,
    'kpi_track_' ~ table_name ~ '_row',
    columns,
    old=says,
    new=new,
    stamp=table.stamp,
    where=table.where,
    tenant=tenant_id,
    marks_updates=not t.has_children
) }}

{{ marks.deleted(
    table_name,
    'kpi_track_' ~ table_name,
    columns if table.columns else {'instants': marks.hours(created_at)},
    where=table.where,
    tenant=tenant_id,
    group=none if table.columns else marks.hour(created_at),
    is_retention_spared=table_name in ('job_log', 'message_log'),
    updates={'key': t.column('id', type='text'), 'old': says, 'new': new, 'stamp': table.stamp} if t.has_children
) }}

insert into kpi_tracked (table_name)
values ('{{ table_name }}')
on conflict (table_name) do nothing;
