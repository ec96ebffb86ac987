-- The truth about every booking, from which all host rows are told.
-- grain: one row a booking
-- reads: kpi_demo.salon, kpi_demo.service, kpi_demo.turn
-- writes: kpi_demo.booking
-- why: fates after the last day are not known yet: such a booking is scheduled.

create table kpi_demo.booking as
with booked as (
    select
        turn.turn_id,
        case
            when turn.origin = 'desk'
                then kpi_demo.later(turn.start_at, -900 * kpi_demo.dice(turn.turn_id, 'desk'))
            when turn.turn = 2
                then kpi_demo.later(
                    turn.start_at, -turn.seconds_ahead * (0.05 + 0.3 * kpi_demo.dice(turn.turn_id, 'again'))
                )
            else kpi_demo.awake(kpi_demo.later(turn.start_at, -turn.seconds_ahead), salon.zone)
        end as booked_at
    from kpi_demo.turn
    inner join kpi_demo.salon on turn.tenant_id = salon.tenant_id
),

moves as (
    select
        booked.turn_id,
        booked.booked_at,
        case
            when
                turn.origin <> 'desk'
                and turn.turn = 1
                and turn.fate in ('completed', 'no_show')
                and kpi_demo.seconds(booked.booked_at, turn.start_at) > 14400
                and kpi_demo.happens(turn.turn_id, 'moved', 0.1)
                then kpi_demo.later(
                    booked.booked_at,
                    kpi_demo.seconds(booked.booked_at, turn.start_at)
                    * (0.2 + 0.5 * kpi_demo.dice(turn.turn_id, 'moved when'))
                )
        end as moved_at
    from booked
    inner join kpi_demo.turn on booked.turn_id = turn.turn_id
),

endings as (
    select
        turn.turn_id,
        case turn.fate
            when 'cancelled'
                then greatest(
                    kpi_demo.later(moves.booked_at, 300),
                    kpi_demo.awake(
                        kpi_demo.later(
                            moves.booked_at,
                            kpi_demo.seconds(moves.booked_at, turn.start_at)
                            * (0.1 + 0.5 * kpi_demo.dice(turn.turn_id, 'ended'))
                        ),
                        salon.zone
                    )
                )
            when 'rejected'
                then kpi_demo.later(
                    moves.booked_at,
                    kpi_demo.seconds(moves.booked_at, turn.start_at) * 0.4 * kpi_demo.dice(turn.turn_id, 'ended')
                )
            when 'no_show' then kpi_demo.later(turn.start_at, 900 + 1500 * kpi_demo.dice(turn.turn_id, 'ended'))
            when 'excused' then kpi_demo.later(turn.start_at, 900 + 600 * kpi_demo.dice(turn.turn_id, 'ended'))
            when 'completed' then kpi_demo.later(turn.start_at, service.minutes * 60)
        end as ended_at
    from kpi_demo.turn
    inner join moves on turn.turn_id = moves.turn_id
    inner join kpi_demo.salon on turn.tenant_id = salon.tenant_id
    inner join kpi_demo.service on turn.tenant_id = service.tenant_id and turn.service_id = service.service_id
)

select
    kpi_demo.uid('bk', turn.turn_id) as booking_id,
    turn.tenant_id,
    turn.staff_id,
    turn.service_id,
    turn.origin,
    turn.person,
    kpi_demo.pick(turn.person, 'channel', salon.channels) as channel,
    -- from the first word to the booking: some minutes
    case
        when turn.origin = 'message' or (turn.origin = 'web' and kpi_demo.happens(turn.turn_id, 'asked', 0.93))
            then kpi_demo.later(moves.booked_at, -25 - 900 * power(kpi_demo.dice(turn.turn_id, 'talk'), 3))
    end as asked_at,
    coalesce(moves.moved_at, moves.booked_at) as booked_at,
    case when moves.moved_at is not null then kpi_demo.uid('bk', turn.turn_id || '<') end as moved_from,
    moves.booked_at as first_booked_at,
    -- who is not on the grid was squeezed in, into the time to clean up
    turn.start_at + case
        when service.buffer > 0 and kpi_demo.happens(turn.turn_id, 'squeezed in', 0.045) then interval '5 minutes'
        else interval '0'
    end as start_at,
    case when endings.ended_at < salon.horizon or turn.fate = 'pending' then turn.fate else 'scheduled' end as fate,
    case when endings.ended_at < salon.horizon then endings.ended_at end as ended_at
from kpi_demo.turn
inner join moves on turn.turn_id = moves.turn_id
inner join endings on turn.turn_id = endings.turn_id
inner join kpi_demo.salon on turn.tenant_id = salon.tenant_id
inner join kpi_demo.service on turn.tenant_id = service.tenant_id and turn.service_id = service.service_id
where coalesce(moves.moved_at, moves.booked_at) < salon.horizon;

analyze kpi_demo.booking;
