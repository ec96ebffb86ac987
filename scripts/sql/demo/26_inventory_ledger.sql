-- Stock in and out: services use it up, a delivery on Mondays fills it up.
-- reads: kpi_demo.booking, kpi_demo.salon, inventory_item
-- writes: inventory_ledger
-- why: a delivery brings what the week before used, give or take, and at first a reserve.

insert into inventory_ledger (
    id,
    tenant_id,
    item_id,
    qty_delta,
    reason,
    source_doc_id,
    booking_id,
    created_at
)
with uses as (
    select
        booking.tenant_id,
        item.id as item_id,
        booking.booking_id,
        booking.ended_at,
        (item.metadata ->> 'perService')::integer
        + floor(3 * kpi_demo.dice(booking.booking_id, 'used'))::integer as quantity
    from kpi_demo.booking
    inner join inventory_item as item
        on
            booking.tenant_id = item.tenant_id
            and booking.service_id = item.metadata ->> 'serviceId'
    where booking.fate = 'completed'
),

deliveries as (
    select
        item.tenant_id,
        item.id as item_id,
        week.number as week,
        (timestamp '2026-02-23 08:00' + week.number * interval '7 days') at time zone salon.zone as at
    from inventory_item as item
    inner join kpi_demo.salon on item.tenant_id = salon.tenant_id
    cross join generate_series(0, 5) as week (number)
)

select
    kpi_demo.uid('le', concat_ws('/', item_id, booking_id)) as id,
    tenant_id,
    item_id,
    -quantity as qty_delta,
    'consume' as reason,
    null as source_doc_id,
    booking_id,
    ended_at as created_at
from uses
union all
select
    kpi_demo.uid('le', concat_ws('/', deliveries.item_id, deliveries.week)) as id,
    deliveries.tenant_id,
    deliveries.item_id,
    case when deliveries.week = 0 then 2000 else 0 end
    + 10 * ceil(coalesce(sum(uses.quantity), 10) * 0.1) as qty_delta,
    'intake' as reason,
    kpi_demo.uid('doc', concat_ws('/', deliveries.tenant_id, deliveries.week)) as source_doc_id,
    null as booking_id,
    deliveries.at as created_at
from deliveries
left join uses
    on
        deliveries.item_id = uses.item_id
        and uses.ended_at < deliveries.at
        and uses.ended_at >= deliveries.at - interval '168 hours'
group by
    deliveries.tenant_id,
    deliveries.item_id,
    deliveries.week,
    deliveries.at;
