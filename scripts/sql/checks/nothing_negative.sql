-- No counter is negative but those of stock, which is corrected both ways
-- severity: fail
select
    staged.tenant_id,
    staged.granularity,
    staged.period_start,
    staged.period_end,
    concat(counters.key, ' is ', counters.value) as said
from {{ staged }} as staged
cross join lateral jsonb_each_text(staged.counters_json) as counters (key, value)
where
    -- Few rows have any number below zero, so that few are unpacked.
    staged.counters_json @? '$.* ? (@ < 0)'
    and counters.value::numeric < 0
    and counters.key not in ('stock_variance', 'stock_expected', 'stock_consumed', 'stock_intake')
