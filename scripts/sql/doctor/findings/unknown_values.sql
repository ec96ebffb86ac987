-- Statuses, types, directions and reasons that no definition knows
-- grain: one row per source and value
-- parameters: since
-- reads: kpi_source_tenants, kpi_source_appointments_map, kpi_source_booking_events, kpi_source_job_log,
--     kpi_source_message_log, kpi_source_inventory_ledger
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
{%- import 'sql/_event_types.sql' as types %}
{%- set values = [
    (
        'appointments_map', 'status', 'created_at',
        (types.synonyms | list) + ['scheduled', 'accepted'], 'it counts as scheduled'
    ),
    (
        'booking_events', 'event_type', 'created_at',
        (types.synonyms | list) + ['payment_initiated', 'paid', 'reschedule_repeated'], 'it is counted nowhere'
    ),
    (
        'job_log', 'status', 'created_at',
        ['queued', 'processing', 'processed', 'delivered', 'accepted', 'failed', 'dead'],
        'it counts as still in flight, so not at all'
    ),
    ('message_log', 'direction', 'created_at', ['inbound', 'outbound', 'failed'], 'it is counted nowhere'),
    ('inventory_ledger', 'reason', 'created_at', ['intake', 'consume', 'adjustment'], 'it is counted nowhere'),
] %}
{%- for table, column, at, known, so in values %}
select
    'warn' as severity,
    format(
        '{{ table }}.{{ column }} %L is unknown, {{ so }}: %s rows of %s',
        left(found.{{ column }}, 60), count(*), {{ recent.examples('found.tenant_id') }}
    ) as said,
    'write one of: {{ known | join(', ') }}' as remedy
from {{ recent.recent('kpi_source_' ~ table, 'r.' ~ column, at) }} as found
where found.{{ column }} not in ('{{ known | join("', '") }}')
group by found.{{ column }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
order by said
limit 50
