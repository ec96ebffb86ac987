-- The queues' log: every try is a row, giving up is one more on the dead queue.
-- reads: kpi_demo.task
-- writes: job_log
-- why: WhatsApp and Instagram tell whether a message arrived: accepted may stay the last word.

insert into job_log (
    id,
    tenant_id,
    queue,
    status,
    payload,
    error,
    created_at,
    updated_at
)
with fates as (
    select
        task.task_id,
        kpi_demo.happens(
            task.task_id, 'fate', task.trouble * case task.type when 'reminder' then 0.009 else 0.0035 end
        ) as is_dead,
        floor(4 * kpi_demo.dice(task.task_id, 'tries'))::integer as roll,
        kpi_demo.happens(task.task_id, 'retried', 0.025 * task.trouble) as is_retried
    from kpi_demo.task
),

tries as (
    select
        task.task_id,
        task.tenant_id,
        task.booking_id,
        task.channel,
        task.type,
        task.queue,
        task.at,
        task.is_send,
        task.horizon,
        fates.is_dead,
        failures.number as failures,
        try.number as try
    from kpi_demo.task
    inner join fates on task.task_id = fates.task_id
    -- three to six failures and it is dead, up to three and it still works
    cross join lateral (
        select
            case
                when fates.is_dead then 3 + fates.roll
                when fates.is_retried then greatest(fates.roll, 1)
                else 0
            end as number
    ) as failures
    inner join generate_series(0, 6) as try (number) on try.number <= failures.number
)

select
    tries.task_id || '-' || tries.try as id,
    tries.tenant_id,
    case
        when tries.is_dead and tries.try = tries.failures then replace(tries.queue, 'queue:', 'queue:dead:')
        else tries.queue
    end as queue,
    case
        when tries.try < tries.failures then 'failed'
        when tries.is_dead then 'dead'
        when kpi_demo.happens(tries.task_id, 'forgotten', 0.0004) then 'queued'
        when not tries.is_send or tries.channel not in ('whatsapp', 'instagram') then 'processed'
        when kpi_demo.happens(tries.task_id, 'receipt', 0.028) then 'accepted'
        when kpi_demo.happens(tries.task_id, 'receipt', 0.85) then 'delivered'
        else 'processed'
    end as status,
    jsonb_strip_nulls(
        jsonb_build_object(
            'type', tries.type,
            'bookingId', case when kpi_demo.happens(tries.task_id, 'linked', 0.99) then tries.booking_id end,
            'tenantId', tries.tenant_id,
            'attempts', tries.try + case when tries.is_dead and tries.try = tries.failures then 0 else 1 end
        )
    ) as payload,
    case
        when tries.try < tries.failures or tries.is_dead
            then kpi_demo.pick(
                tries.task_id, 'error',
                array['timeout', '429 too many requests', 'connection reset', '403 blocked by user', '502 bad gateway']
            )
    end as error,
    task_times.tried_at as created_at,
    kpi_demo.later(task_times.tried_at, 1 + 2 * kpi_demo.dice(tries.task_id, 'took')) as updated_at
from tries
cross join lateral (
    -- ten seconds later, then half a minute, one and a half, ...
    select kpi_demo.later(tries.at, 5 * (power(3, tries.try) - 1)) as tried_at
) as task_times
where task_times.tried_at < tries.horizon;
