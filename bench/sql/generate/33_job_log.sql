-- Jobs: about 4 per booking and their retries; giving up is one more row, on the dead queue
-- grain: one row per try
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: job_log
-- why: one job in ten without a bookingId, one tenant in ten with provider receipts, one row in a thousand
--   without a tenant, as hosts have them
insert into job_log (id, tenant_id, queue, status, payload, error, created_at, updated_at)
select
    'job-' || lpad(row_number() over ()::text, 10, '0'),
    case when pg_temp.unit(done.job, 'no tenant') >= 0.001 then done.tenant_id end,
    case when done.try = 7 then replace(done.queue, 'queue:', 'queue:dead:') else done.queue end,
    case
        when done.try = 7 then 'dead'
        when done.try < done.tries then 'failed'
        when done.queue like 'queue:send:%%' and mod(done.t, 10) = 0
            then (array['accepted', 'delivered', 'delivered', 'delivered'])[1 + pg_temp.pick(done.job, 'receipt', 4)]
        else 'processed'
    end,
    jsonb_strip_nulls(jsonb_build_object(
        'type', done.type,
        'bookingId', case when pg_temp.unit(done.job, 'linked') < 0.9 then done.uid end,
        'clientId', done.client_id,
        'attempts', done.try
    )),
    case when done.try < done.tries or done.try = 7 then 'timeout after 30000 ms' end,
    done.at,
    done.at + make_interval(secs => 1 + 3 * pg_temp.unit(done.job, 'took'))
from (
    select
        bookings.n * 10 + job.step as job,
        bookings.t,
        bookings.tenant_id,
        bookings.uid,
        bookings.client_id,
        job.queue,
        job.type,
        planned.tries,
        try,
        job.at + make_interval(secs => 15 * (try - 1)) as at
    from pg_temp.bookings as bookings
    cross join lateral (
        select
            1 as step,
            'queue:calendar' as queue,
            'sync' as type,
            bookings.created_at + interval '1 second' as at
        union all
        select
            2,
            'queue:send:' || bookings.channel,
            'confirmation',
            bookings.created_at + interval '2 seconds'
        union all
        select
            3,
            'queue:send:' || bookings.channel,
            'reminder',
            greatest(bookings.start_at - interval '2 hours', bookings.created_at + interval '5 minutes')
        union all
        select
            4,
            case when pg_temp.unit(bookings.n, 'marketing') < 0.2 then 'queue:mk' else 'queue:tx' end,
            'follow_up',
            bookings.start_at + make_interval(mins => 60 + pg_temp.pick(bookings.n, 'follow up', 120))
    ) as job
    -- 7 tries: six that failed and the dead row
    cross join lateral (
        select
            case
                when pg_temp.unit(bookings.n * 10 + job.step, 'tries') < 0.004 then 7
                when pg_temp.unit(bookings.n * 10 + job.step, 'tries') < 0.03 then 2
                else 1
            end as tries
    ) as planned
    cross join lateral generate_series(1, planned.tries) as try
    where
        job.at < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
        and (job.step < 3 or bookings.fate <> 'cancelled' or bookings.cancelled_at > job.at)
    order by job.at + make_interval(secs => 15 * (try - 1)), bookings.n, job.step
) as done
