-- Stock movements: one booking in three uses something up, one in a hundred brings a delivery, a few are corrections
-- grain: one row per movement
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: inventory_ledger
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, source_doc_id, booking_id, created_at)
select
    'movement-' || lpad(row_number() over ()::text, 10, '0'),
    moved.tenant_id,
    'item-' || lpad(moved.t::text, 5, '0') || '-' || (1 + pg_temp.pick(moved.n, 'item', 20)),
    case moved.reason
        when 'consume' then -(1 + pg_temp.pick(moved.n, 'used', 9))
        when 'intake' then 50 + pg_temp.pick(moved.n, 'delivered', 200)
        else pg_temp.pick(moved.n, 'corrected', 11) - 5
    end,
    moved.reason,
    case when moved.reason = 'intake' then 'doc-' || moved.n end,
    case when moved.reason = 'consume' then moved.uid end,
    moved.start_at
from (
    select
        bookings.*,
        case
            when pg_temp.unit(bookings.n, 'movement') < 0.33 then 'consume'
            when pg_temp.unit(bookings.n, 'movement') < 0.34 then 'intake'
            else 'adjustment'
        end as reason
    from pg_temp.bookings as bookings
    where
        pg_temp.unit(bookings.n, 'movement') < 0.343
        and bookings.start_at < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
    order by bookings.start_at, bookings.n
) as moved
