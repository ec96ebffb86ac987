-- Windows that have been computed more than once
-- grain: one row per tenant and window
select
    l.tenant_id,
    l.granularity,
    l.period_start,
    l.computations
from kpi_ledger as l
where l.computations > 1
