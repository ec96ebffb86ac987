-- Each salon with its settings, defaults filled in
-- object: view kpi_tenant
-- reads: kpi_source_tenants, kpi_tenant_settings
create or replace view kpi_tenant with (security_invoker = true) as
select
    t.tenant_id,
    t.name,
    (lower(t.status) is distinct from 'archived' and lower(t.status) is distinct from 'deleted') as is_active,
    coalesce(s.timezone, 'UTC') as timezone,
    nullif(s.currency, '') as currency,
    coalesce(s.slot_grid_minutes, 15) as slot_grid_minutes,
    coalesce(s.peak_start, '11:00') as peak_start,
    coalesce(s.peak_end, '19:00') as peak_end,
    s.chairs,
    coalesce(s.reminder_lead_minutes, 60) as reminder_lead_minutes,
    coalesce(s.feedback_window_days, 14) as feedback_window_days,
    coalesce(s.repeat_lookback_days, 365) as repeat_lookback_days
from kpi_source_tenants as t
left join kpi_tenant_settings as s on t.tenant_id = s.tenant_id
where t.tenant_id <> '';

comment on view kpi_tenant is 'One row per tenant with its settings; what is not set has its default';
comment on column kpi_tenant.is_active is 'Neither archived nor deleted: rolled up without being named';
