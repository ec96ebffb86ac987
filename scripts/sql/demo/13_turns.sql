-- How each slot is sold, how far ahead, and what becomes of it.
-- grain: one row a sale
-- reads: kpi_demo.salon, kpi_demo.slot
-- writes: kpi_demo.turn
-- why: a slot that is cancelled is often sold again: that is its second turn.

create table kpi_demo.turn as
with turns as (
    select
        slot.slot_id,
        slot.tenant_id,
        slot.staff_id,
        slot.service_id,
        slot.start_at,
        turn.number as turn,
        concat_ws('#', slot.slot_id, turn.number) as turn_id
    from kpi_demo.slot
    cross join generate_series(1, 2) as turn (number)
    where slot.sold
),

origins as (
    select
        turns.slot_id,
        turns.tenant_id,
        turns.staff_id,
        turns.service_id,
        turns.start_at,
        turns.turn,
        turns.turn_id,
        salon.cancel,
        salon.no_show,
        case
            when kpi_demo.happens(turns.turn_id, 'origin', salon.walk_in) then 'desk'
            when kpi_demo.happens(turns.turn_id, 'origin', salon.walk_in + 0.22) then 'web'
            else 'message'
        end as origin,
        -- mostly a day or two ahead, at times two weeks, never before the first day
        60 * least(
            60 + 20160 * power(kpi_demo.dice(turns.slot_id, 'ahead'), 3),
            kpi_demo.seconds(salon.live_at, turns.start_at) / 60
            * (0.1 + 0.8 * kpi_demo.dice(turns.slot_id, 'first days'))
        ) as seconds_ahead,
        -- regulars come more often than others
        floor(
            salon.people * kpi_demo.dice(turns.turn_id, 'person')
            * (0.4 + 0.6 * kpi_demo.dice(turns.turn_id, 'person'))
        ) as person
    from turns
    inner join kpi_demo.salon on turns.tenant_id = salon.tenant_id
),

fates as (
    select
        turn_id,
        case
            when origin = 'desk' then 'completed'
            when kpi_demo.happens(turn_id, 'fate', cancel) then 'cancelled'
            when kpi_demo.happens(turn_id, 'fate', cancel + no_show) then 'no_show'
            when kpi_demo.happens(turn_id, 'fate', cancel + no_show * 1.12) then 'excused'
            when kpi_demo.happens(turn_id, 'fate', cancel + no_show * 1.12 + 0.009) then 'rejected'
            when kpi_demo.happens(turn_id, 'fate', cancel + no_show * 1.12 + 0.013) then 'pending'
            else 'completed'
        end as fate
    from origins
)

select
    origins.turn_id,
    origins.turn,
    origins.tenant_id,
    origins.staff_id,
    origins.service_id,
    origins.start_at,
    origins.origin,
    origins.seconds_ahead,
    concat_ws('/', origins.tenant_id, origins.person::text) as person,
    fates.fate
from origins
inner join fates on origins.turn_id = fates.turn_id
left join fates as first_fates on origins.slot_id || '#1' = first_fates.turn_id
where
    origins.turn = 1
    or (first_fates.fate = 'cancelled' and kpi_demo.happens(origins.slot_id, 'sold again', 0.65));

analyze kpi_demo.turn;
