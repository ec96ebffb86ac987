-- Tenants that sources name and the host's tenants do not
-- grain: one row, if there are any
-- reads: kpi_source_tenants, kpi_source_appointments_map, kpi_source_booking_events, kpi_source_job_log,
--     kpi_source_message_log, kpi_source_feedback, kpi_source_audit_log, kpi_source_inventory_ledger,
--     kpi_source_stock_snapshot, kpi_tenant_settings, kpi_staff_schedule, kpi_opening_hours, kpi_integration_log,
--     kpi_queue_sample
-- why: from one tenant to the next by index, so that the cost follows the tenants and not the rows
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
{%- set sources = {
    'appointments_map': 'kpi_source_appointments_map',
    'booking_events': 'kpi_source_booking_events',
    'job_log': 'kpi_source_job_log',
    'message_log': 'kpi_source_message_log',
    'feedback': 'kpi_source_feedback',
    'audit_log': 'kpi_source_audit_log',
    'inventory_ledger': 'kpi_source_inventory_ledger',
    'stock_snapshot': 'kpi_source_stock_snapshot',
    'kpi_tenant_settings': 'kpi_tenant_settings',
    'kpi_staff_schedule': 'kpi_staff_schedule',
    'kpi_opening_hours': 'kpi_opening_hours',
    'kpi_integration_log': 'kpi_integration_log',
    'kpi_queue_sample': 'kpi_queue_sample',
} %}
with recursive
{%- for table, view in sources.items() %}
{{ table }}_ids as (
    (
        select r.tenant_id
        from {{ view }} as r
        where r.tenant_id > ''
        order by r.tenant_id
        limit 1
    )
    union all
    select (
        select r.tenant_id
        from {{ view }} as r
        where r.tenant_id > ids.tenant_id
        order by r.tenant_id
        limit 1
    ) as tenant_id
    from {{ table }}_ids as ids
    where ids.tenant_id is not null
),
{%- endfor %}

named as (
    {%- for table in sources %}
    select '{{ table }}' as source, ids.tenant_id
    from {{ table }}_ids as ids
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    'warn' as severity,
    format(
        'tenants that the host does not have are named by %s: %s',
        string_agg(distinct named.source, ', ' order by named.source), {{ recent.examples('named.tenant_id') }}
    ) as said,
    'nothing is computed of them: add them to tenants, or mend the ids' as remedy
from named
where
    named.tenant_id is not null
    and not exists (
        select from kpi_source_tenants as t
        where t.tenant_id = named.tenant_id
    )
having count(*) > 0
