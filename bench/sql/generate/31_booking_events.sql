-- Booking events: about 3.3 per booking, in the order in which they happened
-- grain: one row per event
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: booking_events
insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
select
    'event-' || lpad(row_number() over ()::text, 10, '0'),
    happened.tenant_id,
    case
        when happened.step > 2 then happened.uid
        when happened.step = 1 and pg_temp.unit(happened.n, 'intent linked') < 0.1 then happened.uid
    end,
    happened.event_type,
    happened.source,
    case
        when happened.step <= 3
            then jsonb_build_object(
                'intentId', case when happened.step = 2 then 'lost-' else 'intent-' end || happened.n,
                'channel', happened.channel
            )
        when happened.event_type like '%%no_show' then jsonb_build_object('noShow', happened.step <> 9)
        when happened.step = 4
            then jsonb_build_object(
                'uid', happened.uid, 'staffId', happened.staff_id,
                'startTime', to_char(happened.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            )
        else jsonb_build_object('uid', happened.uid)
    end,
    happened.at
from (
    select
        bookings.n,
        bookings.tenant_id,
        bookings.uid,
        bookings.staff_id,
        bookings.channel,
        bookings.start_at,
        event.step,
        event.event_type,
        event.source,
        event.at
    from pg_temp.bookings as bookings
    cross join lateral (
        -- intents: one becomes the booking, a few become nothing (their intentId is never seen again)
        select
            1 as step,
            'intent_received' as event_type,
            'inbound:webhook' as source,
            bookings.created_at - make_interval(secs => 5 + pg_temp.pick(bookings.n, 'pondered', 600)) as at
        where bookings.way = 'bot' and not bookings.moved
        union all
        select
            2,
            'intent_received',
            'inbound:webhook',
            bookings.created_at - make_interval(secs => 900 + pg_temp.pick(bookings.n, 'pondered', 9000))
        where pg_temp.unit(bookings.n, 'lost intent') < 0.03
        union all
        select
            3,
            case when pg_temp.unit(bookings.n, 'spelling') < 0.9 then 'booking_created' else 'created' end,
            'api:booking',
            bookings.created_at
        where bookings.way = 'bot' and not bookings.moved
        union all
        select
            4,
            case when bookings.moved then 'booking.rescheduled' else 'booking.created' end,
            case
                when bookings.way = 'admin' then 'admin'
                when mod(bookings.t, 3) = 0 then 'inbound:webhook'
                else 'calcom:webhook'
            end,
            bookings.created_at + make_interval(secs => 1 + 4 * pg_temp.unit(bookings.n, 'webhook'))
        where bookings.way <> 'bot' or pg_temp.unit(bookings.n, 'webhook seen') < 0.96
        union all
        select
            5,
            'booking.confirmed',
            'calcom:webhook',
            bookings.created_at + make_interval(mins => 1 + pg_temp.pick(bookings.n, 'paid', 40))
        where bookings.fate <> 'rejected' and pg_temp.unit(bookings.n, 'confirmed') < 0.35
        union all
        select
            6,
            'booking_cancelled',
            case when pg_temp.unit(bookings.n, 'who') < 0.8 then 'calcom:webhook' else 'admin' end,
            bookings.cancelled_at
        where bookings.fate = 'cancelled'
        union all
        select
            7,
            'booking_rejected',
            'calcom:webhook',
            bookings.created_at + interval '10 minutes'
        where bookings.fate = 'rejected'
        union all
        select
            8,
            'booking.no_show',
            'calcom:webhook',
            bookings.start_at + interval '20 minutes'
        where bookings.fate = 'no_show'
        union all
        -- taken back: payload.noShow = false
        select
            9,
            'booking.no_show',
            'calcom:webhook',
            bookings.start_at + interval '45 minutes'
        where bookings.fate = 'no_show' and pg_temp.unit(bookings.n, 'taken back') < 0.05
        union all
        select
            10,
            'booking_completed',
            'api:booking',
            bookings.start_at + make_interval(mins => bookings.minutes)
        where bookings.fate = 'kept' and pg_temp.unit(bookings.n, 'completed') < 0.25
    ) as event
    where
        event.at < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
    order by event.at, bookings.n, event.step
) as happened
