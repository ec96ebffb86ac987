-- Jobs that ended, and those that ended as dead letters, over the last good hour and day of each salon
-- grain: one row per sample
-- parameters: tenant_ids, as_of
-- reads: kpi_coverage, kpi_rollup
-- why: the twenty queues with the most jobs have a label of their own
{%- import 'scripts/sql/export/_last_good.sql' as last_good %}
with counted as materialized (
    {{- last_good.summed(['jobs_finished', 'jobs_dead']) }}
),

by_queue as (
    select
        counted.granularity,
        counted.name as queue,
        coalesce(sum(counted.value) filter (where counted.counter = 'jobs_finished'), 0) as finished,
        coalesce(sum(counted.value) filter (where counted.counter = 'jobs_dead'), 0) as dead
    from counted
    where counted.name <> ''
    group by counted.granularity, counted.name
),

ranked as (
    select queues.queue, row_number() over (order by queues.finished desc, queues.queue collate "C") as place
    from (
        select by_queue.queue, sum(by_queue.finished) as finished
        from by_queue
        group by by_queue.queue
    ) as queues
),

shown as (
    select
        by_queue.granularity,
        label.queue,
        sum(by_queue.finished) as finished,
        sum(by_queue.dead) as dead
    from by_queue
    inner join ranked on by_queue.queue = ranked.queue
    cross join lateral (select case when ranked.place <= 20 then by_queue.queue else 'other' end as queue) as label
    group by by_queue.granularity, label.queue
),

total as (
    select shown.granularity, sum(shown.finished) as finished, sum(shown.dead) as dead
    from shown
    group by shown.granularity
)

select
    sample.metric,
    'gauge' as type,
    sample.help,
    jsonb_build_object('grain', shown.granularity, 'queue', shown.queue) as labels,
    sample.value
from shown
cross join lateral (
    values
    (
        'kpi_tool_jobs_finished',
        'Jobs delivered or dead in the last good window of each tenant.',
        shown.finished
    ),
    ('kpi_tool_dead_letters', 'Of those, dead.', shown.dead)
) as sample (metric, help, value)
union all
select
    'kpi_tool_dead_letter_ratio' as metric,
    'gauge' as type,
    'Dead letters to finished jobs, over all queues; absent where no job finished.' as help,
    jsonb_build_object('grain', total.granularity) as labels,
    total.dead / total.finished as value
from total
where total.finished > 0
