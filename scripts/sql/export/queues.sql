-- How many jobs were waiting at each salon's latest sampling of the last hour
-- grain: one row per sample
-- parameters: tenant_ids, as_of
-- reads: kpi_queue_sample
-- why: the twenty queues of the most salons have a label of their own, because depths change places all the time
with latest as materialized (
    select tenants.tenant_id, sampling.sampled_at
    from unnest({{ param('tenant_ids') }}::text[]) as tenants (tenant_id)
    cross join lateral (
        select s.sampled_at
        from kpi_queue_sample as s
        where s.tenant_id = tenants.tenant_id and s.sampled_at <= {{ param('as_of') }}::timestamptz
        order by s.sampled_at desc
        limit 1
    ) as sampling
),

recent as materialized (
    select latest.tenant_id, latest.sampled_at
    from latest
    where latest.sampled_at > {{ param('as_of') }}::timestamptz - interval '1 hour'
),

by_name as (
    select
        named.queue,
        sum(s.depth) as depth,
        sum(s.pending) as pending,
        count(distinct s.tenant_id) as tenants
    from recent
    inner join kpi_queue_sample as s on recent.tenant_id = s.tenant_id and recent.sampled_at = s.sampled_at
    cross join lateral (select left(coalesce(nullif(s.queue, ''), 'unknown'), 100) as queue) as named
    group by named.queue
),

ranked as (
    select by_name.*, row_number() over (order by by_name.tenants desc, by_name.queue collate "C") as place
    from by_name
),

shown as (
    select
        label.queue,
        sum(ranked.depth) as depth,
        sum(ranked.pending) as pending
    from ranked
    cross join lateral (select case when ranked.place <= 20 then ranked.queue else 'other' end as queue) as label
    group by label.queue
)

select
    sample.metric,
    'gauge' as type,
    sample.help,
    jsonb_build_object('queue', shown.queue) as labels,
    sample.value
from shown
cross join lateral (
    values
    ('kpi_tool_queue_depth', 'Jobs not yet done at the latest sampling, of all tenants.', shown.depth),
    ('kpi_tool_queue_pending', 'Of those, delivered to a worker and not yet acknowledged.', shown.pending)
) as sample (metric, help, value)
union all
select
    sample.metric,
    'gauge' as type,
    sample.help,
    '{}' as labels,
    sample.value
from (
    values
    (
        'kpi_tool_queue_newest_sample_timestamp_seconds',
        'When queues were sampled last.',
        (select extract(epoch from max(latest.sampled_at)) from latest)
    ),
    (
        'kpi_tool_queue_sampled_tenants',
        'Tenants whose queues were sampled within the last hour.',
        (select count(*) from recent)
    )
) as sample (metric, help, value)
where sample.value is not null
