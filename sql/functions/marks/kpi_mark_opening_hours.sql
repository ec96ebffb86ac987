-- Mark the dates on which opening hours change
-- object: function kpi_mark_opening_hours()
-- writes: kpi_mark
{%- import 'sql/_marks.sql' as marks %}
{{ marks.of_dates('kpi_opening_hours', 'kpi_mark_opening_hours', ['r.weekday', 'r.opens_at', 'r.closes_at']) }}

comment on function kpi_mark_opening_hours() is 'Marks the dates on which opening hours change';
