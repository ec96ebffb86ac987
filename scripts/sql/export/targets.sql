-- How many salons miss the owners' targets on their last good day
-- grain: one row per sample
-- parameters: tenant_ids, as_of
-- reads: kpi_metric, kpi_coverage, kpi_rollup
{%- import 'scripts/sql/export/_last_good.sql' as last_good %}
-- Unpacks a large value once instead of at each look-up.
with stored as materialized (
    select last_day.metrics_json || '{}' as metrics_json
    from (
    {{ last_good.rows('day', 'metrics_json') }}
    ) as last_day
),

judged as (
    select
        m.name,
        count(told.value) as measured,
        count(*) filter (
            where not kpi_target_met(told.value, m.target, m.target_is_exclusive, m.direction)
        ) as breaching
    from kpi_metric as m
    left join stored on true
    cross join lateral (select (stored.metrics_json ->> m.name)::numeric as value) as told
    where m.target is not null
    group by m.name
)

select
    sample.metric,
    'gauge' as type,
    sample.help,
    jsonb_build_object('metric', judged.name) as labels,
    sample.value
from judged
cross join lateral (
    values
    (
        'kpi_tool_target_breaching_tenants',
        'Tenants that missed the target of a metric on their last good day, of the last three days.',
        judged.breaching
    ),
    (
        'kpi_tool_target_measured_tenants',
        'Tenants with a value of that metric on that day.',
        judged.measured
    )
) as sample (metric, help, value)
order by judged.name collate "C"
