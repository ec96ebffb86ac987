-- Mark the dates on which schedules of staff change
-- object: function kpi_mark_staff_schedule()
-- writes: kpi_mark
{%- import 'sql/_marks.sql' as marks %}
{{ marks.of_dates(
    'kpi_staff_schedule', 'kpi_mark_staff_schedule', ['r.staff_id', 'r.weekday', 'r.starts_at', 'r.ends_at']
) }}

comment on function kpi_mark_staff_schedule() is 'Marks the dates on which schedules of staff change';
