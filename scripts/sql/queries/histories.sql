-- Find out since when the sources have rows of those tenants for which nobody has looked for a day
-- grain: one row per tenant
-- parameters: tenant_ids, as_of
-- reads: kpi_source_appointments_map, kpi_source_audit_log, kpi_source_booking_events, kpi_source_feedback,
--     kpi_source_inventory_ledger, kpi_source_job_log, kpi_source_message_log, kpi_source_stock_snapshot,
--     kpi_integration_log, kpi_queue_sample, kpi_history
-- writes: kpi_history
-- why: a row that is dated more than ten years back is a slip of the pen, and starts no history
{%- set sources = {
    'kpi_source_appointments_map': 'start_at',
    'kpi_source_audit_log': 'created_at',
    'kpi_source_booking_events': 'created_at',
    'kpi_source_feedback': 'created_at',
    'kpi_source_inventory_ledger': 'created_at',
    'kpi_source_job_log': 'created_at',
    'kpi_source_message_log': 'created_at',
    'kpi_source_stock_snapshot': 'created_at',
    'kpi_integration_log': 'created_at',
    'kpi_queue_sample': 'sampled_at',
} %}
insert into kpi_history (tenant_id, first_row_at, looked_at)
select
    asked.tenant_id,
    least(
        {%- for source, at in sources.items() %}
        (
            select min(source_rows.{{ at }})
            from {{ source }} as source_rows
            where
                source_rows.tenant_id = asked.tenant_id
                and source_rows.{{ at }} >= {{ param('as_of') }}::timestamptz - interval '87600 hours'
                and source_rows.{{ at }} < {{ param('as_of') }}::timestamptz
        ){{ ',' if not loop.last }}
        {%- endfor %}
    ) as first_row_at,
    transaction_timestamp() as looked_at
from unnest({{ param('tenant_ids') }}::text[]) as asked (tenant_id)
left join kpi_history as history on asked.tenant_id = history.tenant_id
where history.first_row_at is null or history.looked_at < transaction_timestamp() - interval '24 hours'
order by asked.tenant_id
on conflict (tenant_id) do update
    set
        first_row_at = excluded.first_row_at,
        looked_at = excluded.looked_at
