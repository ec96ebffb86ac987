-- What people at the salon did by hand instead of the automation
-- grain: one row per admin action in the audit log
-- counters: admin_interventions T by action
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_audit_log
{%- import 'scripts/sql/_windows.sql' as w %}
select
    a.tenant_id,
    null::text as staff_id,
    a.created_at as at,
    s.day_start,
    'audit_log' as source_table,
    a.id as source_id,
    coalesce(nullif(substr(a.action, 7), ''), 'unknown') as action,
    1 as admin_interventions
from {{ w.scans() }} as s
inner join kpi_source_audit_log as a
    on a.tenant_id = any(s.tenant_ids) and a.created_at >= s.span_start and a.created_at < s.span_end
where a.action like 'admin.%'
