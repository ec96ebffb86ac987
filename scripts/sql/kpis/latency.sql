-- How long other systems took to answer, as a histogram that merges over any range
-- grain: one row per call of another system whose latency is known
-- counters: api_latency T only by target_bin
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_integration_log
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'sql/_histogram.sql' as histogram %}
select
    call.tenant_id,
    null::text as staff_id,
    call.created_at as at,
    s.day_start,
    'kpi_integration_log' as source_table,
    call.id::text as source_id,
    coalesce(nullif(call.target, ''), 'unknown') || '|' || {{ histogram.bin('call.latency_ms') }} as target_bin,
    1 as api_latency
from {{ w.scans() }} as s
inner join kpi_integration_log as call
    on call.tenant_id = any(s.tenant_ids) and call.created_at >= s.span_start and call.created_at < s.span_end
-- Postgres sorts NaN above infinity.
where call.kind = 'api' and call.latency_ms < 'infinity'
