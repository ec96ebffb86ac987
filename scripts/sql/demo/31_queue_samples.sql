-- How full the queues were, every hour at five past.
-- reads: kpi_demo.salon, job_log
-- writes: kpi_queue_sample
-- why: dead streams only grow: their depth is what has died so far.

insert into kpi_queue_sample (
    tenant_id,
    queue,
    depth,
    pending,
    sampled_at
)
with samplings as (
    select
        salon.tenant_id,
        salon.trouble,
        hour.number as hour,
        salon.first_instant + hour.number * interval '1 hour' + interval '5 minutes' as at,
        extract(
            hour from (salon.first_instant + hour.number * interval '1 hour') at time zone salon.zone
        ) as local_hour
    from kpi_demo.salon
    cross join generate_series(0, 1008) as hour (number)
    where salon.first_instant + hour.number * interval '1 hour' + interval '5 minutes' < salon.horizon
),

queues as (
    select distinct
        tenant_id,
        queue
    from job_log
    where queue not like 'queue:dead:%'
),

deaths as (
    select
        tenant_id,
        queue,
        created_at as died_at,
        lead(created_at) over (partition by tenant_id, queue order by created_at, id collate "C") as next_died_at,
        row_number() over (partition by tenant_id, queue order by created_at, id collate "C") as depth
    from job_log
    where status = 'dead'
),

live as (
    -- a handful by day, hardly any by night, now and then a jam
    select
        samplings.tenant_id,
        queues.queue,
        samplings.at,
        floor(
            case when samplings.local_hour between 9 and 20 then 5 else 1.4 end
            * samplings.trouble * kpi_demo.dice(queues.tenant_id || queues.queue, samplings.hour::text)
            * case
                when kpi_demo.happens(queues.tenant_id || queues.queue, samplings.hour || ' jam', 0.006) then 12
                else 1
            end
        )::integer as depth
    from samplings
    inner join queues on samplings.tenant_id = queues.tenant_id
)

select
    tenant_id,
    queue,
    depth,
    depth / 3 as pending,
    at as sampled_at
from live
union all
select
    deaths.tenant_id,
    deaths.queue,
    deaths.depth::integer as depth,
    0 as pending,
    samplings.at as sampled_at
from deaths
inner join samplings
    on
        deaths.tenant_id = samplings.tenant_id
        and samplings.at >= deaths.died_at
        and (deaths.next_died_at is null or samplings.at < deaths.next_died_at);
