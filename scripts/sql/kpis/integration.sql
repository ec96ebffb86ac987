-- Calls of and by other systems, and which of them failed
-- grain: one row per call
-- counters: webhook_calls T by target, webhook_errors T by target, stt_calls T, stt_errors T, ocr_calls T,
--     ocr_errors T, api_calls T by target, api_errors T by target
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_integration_log
{%- import 'scripts/sql/_windows.sql' as w %}
select
    call.tenant_id,
    null::text as staff_id,
    call.created_at as at,
    s.day_start,
    'kpi_integration_log' as source_table,
    call.id::text as source_id,
    coalesce(nullif(call.target, ''), 'unknown') as target,
    (call.kind = 'webhook')::integer as webhook_calls,
    (call.kind = 'webhook' and call.ok is false)::integer as webhook_errors,
    (call.kind = 'stt')::integer as stt_calls,
    (call.kind = 'stt' and call.ok is false)::integer as stt_errors,
    (call.kind = 'ocr')::integer as ocr_calls,
    (call.kind = 'ocr' and call.ok is false)::integer as ocr_errors,
    (call.kind = 'api')::integer as api_calls,
    (call.kind = 'api' and call.ok is false)::integer as api_errors
from {{ w.scans() }} as s
inner join kpi_integration_log as call
    on call.tenant_id = any(s.tenant_ids) and call.created_at >= s.span_start and call.created_at < s.span_end
