-- Messages to and from clients
-- grain: one row per message
-- counters: messages_inbound T by channel, messages_outbound T by channel, messages_failed T by channel
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_message_log
{%- import 'scripts/sql/_windows.sql' as w %}
select
    m.tenant_id,
    null::text as staff_id,
    m.created_at as at,
    s.day_start,
    'message_log' as source_table,
    m.id as source_id,
    coalesce(nullif(m.channel, ''), 'unknown') as channel,
    (m.direction = 'inbound')::integer as messages_inbound,
    (m.direction = 'outbound')::integer as messages_outbound,
    (m.direction = 'failed')::integer as messages_failed
from {{ w.scans() }} as s
inner join kpi_source_message_log as m
    on m.tenant_id = any(s.tenant_ids) and m.created_at >= s.span_start and m.created_at < s.span_end
where m.direction in ('inbound', 'outbound', 'failed')
