-- The events that are to be logged
-- object: rows kpi_required_event
-- writes: kpi_required_event
{%- import 'sql/_loggable.sql' as loggable %}
delete from kpi_required_event;
insert into kpi_required_event (position, name, source, fields, counters, about)
values
{%- for name, (source, fields, counters, about) in loggable.events.items() %}
(
    {{ loop.index }}, '{{ name }}', '{{ source }}',
    '{{ fields | tojson }}',
    '{{ '{' ~ counters | join(', ') ~ '}' }}',
    '{{ about }}'
){{ ',' if not loop.last else ';' }}
{%- endfor %}
