-- Mark the time that absences take up
-- object: function kpi_mark_staff_time_off()
-- writes: kpi_mark
{%- import 'sql/_marks.sql' as marks %}
{{ marks.tracked(
    'kpi_staff_time_off',
    'kpi_mark_staff_time_off',
    {'instants': 'tstzrange(r.starts_at, r.ends_at)'},
    ['r.staff_id', 'r.starts_at', 'r.ends_at']
) }}

comment on function kpi_mark_staff_time_off() is 'Marks the time that absences take up';
