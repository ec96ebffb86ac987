-- Which days are stored as they ended, so that weeks and months can be summed from them
-- grain: one row per tenant and stored day
-- parameters: tenant_ids, from_at, to_at
-- reads: kpi_rollup
-- why: a day that was last written while it was still open may lack its end
select r.tenant_id, r.period_start
from kpi_rollup as r
where
    r.granularity = 'day'
    and r.tenant_id = any({{ param('tenant_ids') }}::text[])
    and r.period_start >= {{ param('from_at') }}::timestamptz
    and r.period_start < {{ param('to_at') }}::timestamptz
    and r.updated_at >= r.period_end
