-- What the queues had to do: each message to a client, each sync with the calendar.
-- grain: one row a logical job, however often it was tried
-- reads: kpi_demo.booking, kpi_demo.salon, clients
-- writes: kpi_demo.task
-- why: reminders go out a day ahead, else two hours, else 45 minutes.

create table kpi_demo.task as
with todo as (
    select
        booking.tenant_id,
        booking.booking_id,
        booking.person,
        booking.channel,
        item.type,
        item.queue,
        item.at
    from kpi_demo.booking
    cross join lateral (
        select
            case
                when kpi_demo.seconds(booking.booked_at, booking.start_at) >= 93600 then 86400
                when kpi_demo.seconds(booking.booked_at, booking.start_at) >= 10800 then 7200
                when kpi_demo.seconds(booking.booked_at, booking.start_at) >= 3600 then 2700
            end as seconds
    ) as lead
    cross join lateral (
        values
        (
            'reply', 'send', kpi_demo.later(booking.asked_at, 4),
            booking.origin = 'message' and booking.moved_from is null
        ),
        (
            'slots', 'send', kpi_demo.later(booking.asked_at, 15),
            booking.origin = 'message' and booking.moved_from is null
            and kpi_demo.happens(booking.booking_id, 'slots', 0.6)
        ),
        (
            'booking', 'tx', booking.booked_at,
            booking.origin = 'message'
        ),
        (
            'calendar_sync', 'calendar', kpi_demo.later(booking.booked_at, 1),
            booking.origin <> 'web'
        ),
        (
            'confirmation', 'send', kpi_demo.later(booking.booked_at, 5),
            booking.origin <> 'desk' and booking.fate not in ('rejected', 'pending')
        ),
        (
            'reminder', 'send', kpi_demo.later(booking.start_at, -lead.seconds),
            booking.origin <> 'desk' and booking.fate not in ('rejected', 'pending')
            and (
                booking.fate not in ('moved', 'cancelled')
                or booking.ended_at > kpi_demo.later(booking.start_at, -lead.seconds)
            )
            and kpi_demo.happens(booking.booking_id, 'reminder', 0.985)
        ),
        (
            'cancellation', 'send', kpi_demo.later(booking.ended_at, 5),
            booking.fate in ('cancelled', 'rejected')
        ),
        (
            'feedback_request', 'send',
            kpi_demo.later(booking.ended_at, 3600 + 3600 * kpi_demo.dice(booking.booking_id, 'asked back')),
            booking.fate = 'completed' and kpi_demo.happens(booking.booking_id, 'asked back', 0.97)
        )
    ) as item (type, queue, at, is_wanted)
    where item.is_wanted
    union all
    -- every Wednesday noon an offer to some of the clients
    select
        clients.tenant_id,
        null as booking_id,
        clients.id as person,
        clients.metadata ->> 'channel' as channel,
        item.type,
        item.queue,
        (date '2026-02-25' + week.number * 7 + item.clock) at time zone salon.zone as at
    from clients
    inner join kpi_demo.salon on clients.tenant_id = salon.tenant_id
    cross join generate_series(0, 5) as week (number)
    cross join (
        values
        ('segment', 'mk', time '12:00'),
        ('campaign', 'send', time '12:05')
    ) as item (type, queue, clock)
    where kpi_demo.happens(clients.id, week.number::text, 0.14)
)

select
    kpi_demo.uid(
        'job', concat_ws('/', todo.person, todo.booking_id, todo.type, to_char(todo.at at time zone 'UTC', 'MMDD'))
    ) as task_id,
    todo.tenant_id,
    todo.booking_id,
    todo.person,
    todo.channel,
    todo.type,
    case when todo.queue = 'send' then 'queue:send:' || todo.channel else 'queue:' || todo.queue end as queue,
    todo.queue = 'send' as is_send,
    todo.at,
    salon.trouble,
    salon.horizon
from todo
inner join kpi_demo.salon on todo.tenant_id = salon.tenant_id
where todo.at < salon.horizon;

analyze kpi_demo.task;
