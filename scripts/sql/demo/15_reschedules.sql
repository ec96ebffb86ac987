-- What rescheduled bookings were before: the earlier links of their chains.
-- grain: one row an earlier link, its fate being 'moved'
-- reads: kpi_demo.booking, kpi_demo.slot
-- writes: kpi_demo.booking
-- why: the earlier time is one that nobody else bought. Every seventh chain has two earlier links.

insert into kpi_demo.booking (
    booking_id,
    tenant_id,
    staff_id,
    service_id,
    origin,
    person,
    channel,
    asked_at,
    booked_at,
    moved_from,
    first_booked_at,
    start_at,
    fate,
    ended_at
)
with links as (
    -- link 1 is the one that the last booking replaced
    select
        booking.tenant_id,
        booking.staff_id,
        booking.service_id,
        booking.origin,
        booking.person,
        booking.channel,
        booking.asked_at,
        booking.first_booked_at,
        booking.start_at,
        booking.booked_at as last_booked_at,
        link.number as link,
        chain.links,
        case
            when link.number = 1 then booking.moved_from
            else kpi_demo.uid('bk', booking.moved_from)
        end as booking_id,
        case when link.number < chain.links then kpi_demo.uid('bk', booking.moved_from) end as moved_from,
        kpi_demo.later(
            booking.first_booked_at,
            kpi_demo.seconds(booking.first_booked_at, booking.booked_at) / 2
        ) as halfway
    from kpi_demo.booking
    cross join lateral (
        select case when kpi_demo.happens(booking.booking_id, 'moved twice', 0.15) then 2 else 1 end as links
    ) as chain
    inner join generate_series(1, 2) as link (number) on link.number <= chain.links
    where booking.moved_from is not null
)

select
    links.booking_id,
    links.tenant_id,
    links.staff_id,
    links.service_id,
    links.origin,
    links.person,
    links.channel,
    links.asked_at,
    case when links.link < links.links then links.halfway else links.first_booked_at end as booked_at,
    links.moved_from,
    links.first_booked_at,
    free_slot.start_at,
    'moved' as fate,
    case when links.link = 2 then links.halfway else links.last_booked_at end as ended_at
from links
cross join lateral (
    select slot.start_at
    from kpi_demo.slot
    where
        slot.tenant_id = links.tenant_id
        and slot.staff_id = links.staff_id
        and not slot.sold
        and slot.start_at > links.last_booked_at
        and slot.start_at < links.start_at + interval '240 hours'
    order by kpi_demo.dice(slot.slot_id, links.booking_id)
    limit 1
) as free_slot;

create unique index booking_id_idx on kpi_demo.booking (booking_id);
analyze kpi_demo.booking;
