-- Every Sunday night somebody counts what is really there, and the books follow.
-- reads: inventory_ledger, inventory_item, stock_snapshot, kpi_demo.salon
-- writes: stock_snapshot, inventory_ledger
-- why: what a count finds missing is booked out a minute later, as an adjustment.

insert into stock_snapshot (
    id,
    tenant_id,
    item_id,
    qty_physical,
    qty_expected,
    variance,
    created_at
)
with counts as (
    select
        item.tenant_id,
        item.id as item_id,
        concat_ws('/', item.id, week.number) as key,
        (timestamp '2026-03-01 22:30' + week.number * interval '7 days') at time zone salon.zone as at,
        -- more goes missing than turns up
        round(90 * kpi_demo.dice(concat_ws('/', item.id, week.number), 'count') - 60)::numeric as variance
    from inventory_item as item
    inner join kpi_demo.salon on item.tenant_id = salon.tenant_id
    cross join generate_series(0, 5) as week (number)
),

booked as (
    select
        counts.key,
        sum(ledger.qty_delta) as quantity
    from counts
    inner join inventory_ledger as ledger
        on
            counts.tenant_id = ledger.tenant_id
            and counts.item_id = ledger.item_id
            and counts.at > ledger.created_at
    group by counts.key
),

expectations as (
    select
        counts.tenant_id,
        counts.item_id,
        counts.key,
        counts.at,
        counts.variance,
        -- with the adjustments after all earlier counts
        booked.quantity
        + sum(counts.variance) over (partition by counts.item_id order by counts.at) - counts.variance as quantity
    from counts
    inner join booked on counts.key = booked.key
)

select
    kpi_demo.uid('sn', key) as id,
    tenant_id,
    item_id,
    quantity + variance as qty_physical,
    quantity as qty_expected,
    variance,
    at as created_at
from expectations;

insert into inventory_ledger (
    id,
    tenant_id,
    item_id,
    qty_delta,
    reason,
    created_at
)
select
    kpi_demo.uid('le', id) as id,
    tenant_id,
    item_id,
    variance as qty_delta,
    'adjustment' as reason,
    kpi_demo.later(created_at, 60) as created_at
from stock_snapshot
where variance <> 0;
