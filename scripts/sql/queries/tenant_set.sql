-- Change some settings of a tenant
-- grain: one row
-- parameters: tenant_id, settings (a JSON object of those to change; null: to the default)
-- writes: kpi_tenant_settings
{%- set columns = {
    'timezone': 'text',
    'currency': 'text',
    'slot_grid_minutes': 'integer',
    'peak_start': 'time',
    'peak_end': 'time',
    'chairs': 'integer',
    'reminder_lead_minutes': 'integer',
    'feedback_window_days': 'integer',
    'repeat_lookback_days': 'integer',
} %}
update kpi_tenant_settings
set
    {%- for column, type in columns.items() %}
    {{ column }} = case
        when given.settings ? '{{ column }}' then (given.settings ->> '{{ column }}')::{{ type }}
        else kpi_tenant_settings.{{ column }}
    end{{ ',' if not loop.last }}
    {%- endfor %}
from (select {{ param('settings') }}::jsonb as settings) as given
where kpi_tenant_settings.tenant_id = {{ param('tenant_id') }}::text
