-- Mark the hours of queue samples that are written late, corrected or deleted
-- object: function kpi_mark_queue_sample()
-- writes: kpi_mark
{%- import 'sql/_marks.sql' as marks %}
{{ marks.of_hours(
    'kpi_queue_sample', 'kpi_mark_queue_sample', 'r.sampled_at', ['r.queue', 'r.depth', 'r.sampled_at']
) }}

comment on function kpi_mark_queue_sample() is
    'Marks the hours of queue samples that are written late, corrected or deleted';
