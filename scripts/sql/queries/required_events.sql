-- The events that can be logged, and the metrics that are made from them
-- grain: one row per event
-- reads: kpi_required_event, kpi_metric
select
    e.name,
    e.fields,
    e.source,
    e.about,
    array(
        select m.name
        from kpi_metric as m
        where
            regexp_split_to_array(
                concat_ws(' ', m.numerator, m.denominator, m.null_unless), '[^a-z_]+'
            ) && e.counters
        order by m.position
    ) as metrics
from kpi_required_event as e
order by e.position
