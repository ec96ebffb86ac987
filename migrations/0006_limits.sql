-- 0006 limits: settings that no window of a hundred years needs are refused

-- Not valid: what is there already stays, and counts as a hundred years.
alter table kpi_tenant_settings
add constraint kpi_tenant_settings_feedback_window_days_limit check (feedback_window_days <= 36500) not valid;

-- Its place has been taken by kpi_instant(text).
drop function if exists kpi_json_instant(jsonb);
