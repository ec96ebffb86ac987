-- Mark the hours of integration calls that are logged late, corrected or deleted
-- object: function kpi_mark_integration_log()
-- writes: kpi_mark
{%- import 'sql/_marks.sql' as marks %}
{{ marks.of_hours(
    'kpi_integration_log',
    'kpi_mark_integration_log',
    'r.created_at',
    ['r.kind', 'r.target', 'r.ok', 'r.latency_ms', 'r.created_at']
) }}

comment on function kpi_mark_integration_log() is
    'Marks the hours of integration calls that are logged late, corrected or deleted';
