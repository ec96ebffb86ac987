-- The catalogue in reading order
-- grain: one row per metric
-- reads: kpi_metric
select
    m.name, m.unit, m.level, m.family, m.numerator, m.denominator, m.scale, m.null_unless, m.by_key, m.quantile,
    m.target, m.target_is_exclusive, m.direction, m.sources, m.rule
from kpi_metric as m
order by m.position
