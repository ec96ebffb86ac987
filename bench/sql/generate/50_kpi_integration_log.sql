-- Calls of and by other systems: about 1.5 per booking, with the long-tailed latency of real ones
-- grain: one row per call
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: kpi_integration_log
insert into kpi_integration_log (id, tenant_id, kind, target, ok, status_code, latency_ms, created_at)
select
    md5('call ' || called.call)::uuid,
    called.tenant_id,
    called.kind,
    called.target,
    pg_temp.unit(called.call, 'ok') >= 0.01,
    case when pg_temp.unit(called.call, 'ok') < 0.01 then 502 else 200 end,
    round(exp(
        4.5 + 1.5 * (pg_temp.unit(called.call, 'latency') + pg_temp.unit(called.call, 'jitter') - 0.5)
    )::numeric, 2),
    called.at
from (
    select
        bookings.n * 10 + call.step as call,
        bookings.tenant_id,
        call.kind,
        call.target,
        call.at
    from pg_temp.bookings as bookings
    cross join lateral (
        select
            1 as step,
            'webhook' as kind,
            bookings.channel as target,
            bookings.created_at - interval '20 seconds' as at
        where pg_temp.unit(bookings.n * 10 + 1, 'called') < 0.6
        union all
        select
            2,
            'api',
            'calcom',
            bookings.created_at
        where pg_temp.unit(bookings.n * 10 + 2, 'called') < 0.6
        union all
        select
            3,
            'api',
            'erxes',
            bookings.created_at + interval '1 second'
        where pg_temp.unit(bookings.n * 10 + 3, 'called') < 0.2
        union all
        select
            4,
            'stt',
            'whisper',
            bookings.created_at - interval '18 seconds'
        where pg_temp.unit(bookings.n * 10 + 4, 'called') < 0.08
        union all
        select
            5,
            'ocr',
            'tesseract',
            bookings.start_at
        where pg_temp.unit(bookings.n * 10 + 5, 'called') < 0.02
    ) as call
    where
        call.at < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
    order by call.at, bookings.n, call.step
) as called
