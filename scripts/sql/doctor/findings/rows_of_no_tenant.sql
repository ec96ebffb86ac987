-- Rows without a tenant, which are counted nowhere
-- grain: one row per source that has any
-- parameters: since
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_source_job_log, kpi_source_message_log,
--     kpi_source_feedback, kpi_source_audit_log, kpi_source_inventory_ledger, kpi_source_stock_snapshot
{%- set tables = [
    'appointments_map', 'booking_events', 'job_log', 'message_log', 'feedback', 'audit_log', 'inventory_ledger',
    'stock_snapshot'
] %}
select
    'warn' as severity,
    format(
        'rows of %s without a tenant, which are counted nowhere: %s, the last one of %s',
        nobodys.source, count(*), max(nobodys.at)
    ) as said,
    'write tenant_id where the host knows it; rows of the platform itself may stay as they are' as remedy
from (
    {%- for table in tables %}
    {%- for nobody in ('is null', "= ''") %}
    select '{{ table }}' as source, r.created_at as at
    from kpi_source_{{ table }} as r
    where r.tenant_id {{ nobody }} and r.created_at >= {{ param('since') }}::timestamptz
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
) as nobodys
group by nobodys.source
order by nobodys.source
