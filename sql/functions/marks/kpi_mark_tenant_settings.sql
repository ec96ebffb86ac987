-- Mark all time of tenants whose settings change
-- object: function kpi_mark_tenant_settings()
-- writes: kpi_mark
-- why: the peak, the grid, the chairs of a salon are of no date: they are about its whole history
{%- import 'sql/_marks.sql' as marks %}
{{ marks.tracked(
    'kpi_tenant_settings',
    'kpi_mark_tenant_settings',
    {'instants': 'tstzrange(null, null)'},
    [
        'r.timezone', 'r.currency', 'r.slot_grid_minutes', 'r.peak_start', 'r.peak_end', 'r.chairs', 'r.reminder_lead_minutes',
        'r.feedback_window_days', 'r.repeat_lookback_days'
    ]
) }}

comment on function kpi_mark_tenant_settings() is 'Marks all time of tenants whose settings change';
