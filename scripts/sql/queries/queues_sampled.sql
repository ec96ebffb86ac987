-- Write what waits in each queue, for each salon, at one instant
-- grain: one row per queue and tenant: those written, then ids that the host does not have, which are not
-- parameters: queues (all there are), tenant_ids, tenant_queues, depths, pendings (four arrays: what waits in them)
-- reads: kpi_tenant
-- writes: kpi_queue_sample
-- why: an active salon has a row of zeros where nothing waits: empty is not the same as not looked at
with waiting as materialized (
    select given.tenant_id, given.queue, given.depth, given.pending
    from unnest(
        {{ param('tenant_ids') }}::text[],
        {{ param('tenant_queues') }}::text[],
        {{ param('depths') }}::bigint[],
        {{ param('pendings') }}::bigint[]
    ) as given (tenant_id, queue, depth, pending)
),

written as (
    insert into kpi_queue_sample (tenant_id, queue, depth, pending, sampled_at)
    select
        t.tenant_id,
        queues.queue,
        coalesce(waiting.depth, 0) as depth,
        coalesce(waiting.pending, 0) as pending,
        now() as sampled_at
    from kpi_tenant as t
    cross join unnest({{ param('queues') }}::text[]) as queues (queue)
    left join waiting on t.tenant_id = waiting.tenant_id and queues.queue = waiting.queue
    where t.is_active or waiting.depth > 0
    returning
        kpi_queue_sample.tenant_id,
        kpi_queue_sample.queue,
        kpi_queue_sample.depth,
        kpi_queue_sample.pending,
        kpi_queue_sample.sampled_at
)

select true as is_known, written.queue, written.tenant_id, written.depth, written.pending, written.sampled_at
from written
union all
select false as is_known, waiting.queue, waiting.tenant_id, waiting.depth, waiting.pending, null as sampled_at
from waiting
where not exists (
    select from kpi_tenant as t
    where t.tenant_id = waiting.tenant_id
)
order by is_known desc, queue, depth desc, tenant_id
