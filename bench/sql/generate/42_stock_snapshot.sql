-- Stock counts: every item, every evening
-- grain: one row per item and local day
-- parameters: days, first_day
-- reads: pg_temp.salons
-- writes: stock_snapshot
insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at)
select
    'snapshot-' || lpad(row_number() over ()::text, 10, '0'),
    counted.tenant_id,
    'item-' || lpad(counted.t::text, 5, '0') || '-' || counted.k,
    counted.expected + counted.variance,
    counted.expected,
    counted.variance,
    counted.at
from (
    select
        salons.t,
        salons.tenant_id,
        k,
        100 + pg_temp.pick(salons.t * 100 + k, 'expected', 400) as expected,
        pg_temp.pick((day * 100 + k) * 1000000::bigint + salons.t, 'variance', 9) - 4 as variance,
        (%(first_day)s::date + day + time '21:30') at time zone salons.zone + make_interval(secs => k) as at
    from pg_temp.salons as salons
    cross join generate_series(1, 20) as k
    cross join generate_series(0, %(days)s::integer - 1) as day
    order by at, salons.t
) as counted
