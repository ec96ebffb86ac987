-- Queue backlogs: four queues, sampled every hour
-- grain: one row per tenant, queue and sampling
-- parameters: days, first_day
-- reads: pg_temp.salons
-- writes: kpi_queue_sample
insert into kpi_queue_sample (id, tenant_id, queue, depth, pending, sampled_at)
select
    md5('sample ' || sampling.n || ' ' || queue)::uuid,
    salons.tenant_id,
    queue,
    pg_temp.pick(sampling.n, queue, 12),
    pg_temp.pick(sampling.n, queue, 12) / 4,
    %(first_day)s::date::timestamp at time zone 'UTC' + make_interval(hours => hour)
from generate_series(-12, 24 * %(days)s::integer + 11) as hour
cross join pg_temp.salons as salons
cross join unnest(array['queue:tx', 'queue:mk', 'queue:calendar', 'queue:send:telegram']) as queue
cross join lateral (select (hour + 12) * 1000000::bigint + salons.t as n) as sampling
order by hour, salons.t, queue
