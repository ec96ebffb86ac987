-- The targets of metrics, and whether their values meet them
-- object: function kpi_targets(jsonb)
-- reads: kpi_metric
create or replace function kpi_targets(metrics jsonb) returns jsonb
language sql stable parallel safe
as $$
    select coalesce(
        jsonb_object_agg(
            metric.name,
            jsonb_build_object(
                'target', metric.target,
                'exclusive', metric.target_is_exclusive,
                'direction', metric.direction,
                'met', kpi_target_met(
                    (metrics ->> metric.name)::numeric, metric.target, metric.target_is_exclusive, metric.direction
                )
            )
        ),
        '{}'
    )
    from kpi_metric as metric
    where metric.target is not null and metrics ? metric.name
$$;

comment on function kpi_targets(jsonb) is
    'By metric that has a target: target, whether the target itself misses it, which way is better, and whether it is met';
