-- The events that can be logged, and the metrics that are made from them
-- grain: one row per event
-- reads: kpi_required_event, kpi_metric
{%- import 'sql/_coverage.sql' as coverage %}
select
    e.name,
    e.fields,
    e.source,
    e.about,
    {{ coverage.metrics_of('e') }} as metrics
from kpi_required_event as e
order by e.position
