-- Appointments: one row per booking, in the order in which they were made, as their updates have left them
-- grain: one row per booking
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: appointments_map
-- why: nothing later than noon (UTC) after the last day is written: every zone's last day is then over
insert into appointments_map (
    id, tenant_id, client_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
)
select
    'appointment-' || lpad(row_number() over ()::text, 10, '0'),
    made.tenant_id,
    case when pg_temp.unit(made.n, 'by message') < 0.8 then made.client_id end,
    made.uid,
    case
        when made.fate = 'pending' then 'PENDING'
        when made.fate = 'rejected' then 'REJECTED'
        when made.cancelled and pg_temp.unit(made.n, 'stale') < 0.65 then 'cancelled'
        when made.cancelled and pg_temp.unit(made.n, 'stale') < 0.9 then 'CANCELLED'
        when made.missed and pg_temp.unit(made.n, 'stale') < 0.3 then 'BOOKING_NO_SHOW_UPDATED'
        when made.moved then 'rescheduled'
        when pg_temp.unit(made.n, 'accepted') < 0.25 then 'ACCEPTED'
        else 'created'
    end,
    made.start_at,
    jsonb_strip_nulls(jsonb_build_object(
        'staffId', case when pg_temp.unit(made.n, 'staffId') < 0.98 then made.staff_id end,
        'serviceId', case when pg_temp.unit(made.n, 'serviceId') < 0.98 then made.service_id end,
        'durationMinutes', case when pg_temp.unit(made.n, 'durationMinutes') < 0.97 then made.minutes end,
        'bufferMinutes', case when pg_temp.unit(made.n, 'bufferMinutes') < 0.05 then 15 end,
        'endAt', case
            when pg_temp.unit(made.n, 'endAt') < 0.5
                then to_char(
                    made.start_at at time zone 'UTC' + make_interval(mins => made.minutes), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
                )
        end,
        'price', case
            when pg_temp.unit(made.n, 'price') < 0.8 then to_jsonb(made.price)
            when pg_temp.unit(made.n, 'price') < 0.98 then to_jsonb(made.price || '.50')
            when pg_temp.unit(made.n, 'price') < 0.982 then to_jsonb('on request'::text)
        end,
        'discount', case when pg_temp.unit(made.n, 'discount') < 0.1 then made.price / 10 end,
        'currency', case
            when pg_temp.unit(made.n, 'currency') < 0.95 then made.currency
            when pg_temp.unit(made.n, 'currency') < 0.955 then 'CHF'
        end,
        'refundedAmount', case when pg_temp.unit(made.n, 'refunded') < 0.01 then made.price / 2 end,
        'refundedAt', case
            when pg_temp.unit(made.n, 'refunded') < 0.01
                then to_char(made.start_at at time zone 'UTC' + interval '3 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        end,
        'preferredStart', case
            when pg_temp.unit(made.n, 'preferredStart') < 0.3
                then to_char(
                    made.start_at at time zone 'UTC'
                    + make_interval(mins => 60 * (pg_temp.pick(made.n, 'preferred', 7) - 3)),
                    'YYYY-MM-DD"T"HH24:MI:SS"Z"'
                )
        end,
        'rescheduledFromUid', made.moved_from
    )),
    made.created_at,
    case
        when made.cancelled then made.cancelled_at
        when made.missed then made.start_at + interval '20 minutes'
        else made.created_at
    end
from (
    select
        bookings.*,
        20 + 5 * pg_temp.pick(bookings.n, 'price of', 30) as price,
        bookings.fate = 'cancelled' and bookings.cancelled_at < horizon.ends_at as cancelled,
        bookings.fate = 'no_show' and bookings.start_at + interval '20 minutes' < horizon.ends_at as missed
    from pg_temp.bookings as bookings
    cross join lateral (
        select (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC' as ends_at
    ) as horizon
    order by bookings.created_at, bookings.n
) as made
