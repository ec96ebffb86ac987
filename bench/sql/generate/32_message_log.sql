-- Messages: about 4 outbound and 1 inbound per booking, one send in a hundred failed
-- grain: one row per message
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: message_log
insert into message_log (id, tenant_id, channel, direction, message_id, customer_id, payload, created_at)
select
    'message-' || lpad(row_number() over ()::text, 10, '0'),
    sent.tenant_id,
    sent.channel,
    case
        when sent.step = 1 then 'inbound'
        when pg_temp.unit(sent.n * 10 + sent.step, 'failed') < 0.01 then 'failed'
        else 'outbound'
    end,
    sent.channel || '-' || sent.n || '-' || sent.step,
    sent.client_id,
    jsonb_build_object(
        'type', sent.type, 'text', 'Salon message, some forty characters of text, about booking ' || sent.uid
    ),
    sent.at
from (
    select
        bookings.n,
        bookings.tenant_id,
        bookings.uid,
        bookings.client_id,
        bookings.channel,
        message.step,
        message.type,
        message.at
    from pg_temp.bookings as bookings
    cross join lateral (
        select
            1 as step,
            'text' as type,
            bookings.created_at - interval '20 seconds' as at
        union all
        select
            2,
            'reply',
            bookings.created_at - interval '15 seconds'
        union all
        select
            3,
            'confirmation',
            bookings.created_at + interval '3 seconds'
        union all
        select
            4,
            'reminder',
            greatest(bookings.start_at - interval '2 hours', bookings.created_at + interval '5 minutes')
        union all
        select
            5,
            'follow_up',
            bookings.start_at + make_interval(mins => 60 + pg_temp.pick(bookings.n, 'follow up', 120))
    ) as message
    where
        message.at < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
        and (message.step < 4 or bookings.fate <> 'cancelled' or bookings.cancelled_at > message.at)
    order by message.at, bookings.n, message.step
) as sent
