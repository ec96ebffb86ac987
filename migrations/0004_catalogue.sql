-- 0004 catalogue: one row per metric; sql/catalog/metrics.sql fills it

create table kpi_metric (
    name text primary key check (name ~ '^[A-Za-z0-9]+$'),
    unit text not null check (unit in ('percent', 'count', 'money', 'seconds', 'ms', 'rating', 'quantity')),
    level text not null check (level in ('T', 'S')),
    family text not null,
    numerator text not null check (numerator ~ '^[a-z0-9_|+*() -]+$'),
    denominator text check (denominator ~ '^[a-z0-9_|+*() -]+$'),
    scale numeric not null default 1,
    null_unless text check (null_unless ~ '^[a-z0-9_|+*() -]+$'),
    by_key boolean not null default false,
    quantile numeric check (quantile > 0 and quantile < 1),
    target numeric,
    target_is_exclusive boolean not null default false,
    direction text check (direction in ('up', 'down')),
    sources text[] not null check (cardinality(sources) > 0),
    rule text not null,
    position integer not null unique
);

comment on table kpi_metric is 'The catalogue: how every metric is derived from counters; kpi_metrics() is rendered from it';
comment on column kpi_metric.name is 'Key in metrics_json and on the API';
comment on column kpi_metric.unit is 'percent, count, money (major units of the salon''s currency), seconds, ms, rating (1 to 5) or quantity';
comment on column kpi_metric.level is 'T: salon only; S: salon and staff';
comment on column kpi_metric.family is 'The file of scripts/sql/kpis that emits its counters';
comment on column kpi_metric.numerator is 'Arithmetic over counter names';
comment on column kpi_metric.denominator is 'Arithmetic over counter names; null: the metric is its numerator';
comment on column kpi_metric.scale is 'A ratio is scale * numerator / denominator, rounded to 4 decimals; null when the denominator is 0';
comment on column kpi_metric.null_unless is 'Arithmetic over counter names: the metric is null when it gives 0';
comment on column kpi_metric.by_key is 'Also per key of its counters, as name|key';
comment on column kpi_metric.quantile is 'The metric is this quantile of the histogram that numerator names';
comment on column kpi_metric.target is 'What the owners hold the platform to, in the metric''s unit';
comment on column kpi_metric.target_is_exclusive is 'The target itself does not meet the target: below, not at most';
comment on column kpi_metric.direction is 'Which way is better: up (a target is met at or above it) or down (at or below it); null: neither';
comment on column kpi_metric.sources is 'The host''s and our own tables behind the counters';
comment on column kpi_metric.rule is 'The aggregation rule in words';
comment on column kpi_metric.position is 'Order in which people read the metrics';
