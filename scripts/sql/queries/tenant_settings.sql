-- A tenant's settings as they count, and those that are its own
-- grain: one row, none for an unknown tenant
-- parameters: tenant_id
-- reads: kpi_tenant, kpi_tenant_settings
select
    t.tenant_id,
    t.name,
    t.is_active,
    t.timezone,
    t.currency,
    t.slot_grid_minutes,
    t.peak_start,
    t.peak_end,
    t.chairs,
    t.reminder_lead_minutes,
    t.feedback_window_days,
    t.repeat_lookback_days,
    coalesce(to_jsonb(s) - 'tenant_id', '{}') as own
from kpi_tenant as t
left join kpi_tenant_settings as s on t.tenant_id = s.tenant_id
where t.tenant_id = {{ param('tenant_id') }}::text
