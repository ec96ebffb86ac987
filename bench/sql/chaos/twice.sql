-- Windows that have been computed more than once
-- grain: one row per tenant and window
-- reads: kpi_ledger
select
    l.tenant_id,
    l.granularity,
    l.period_start,
    l.computations
from kpi_ledger as l
where l.computations > 1
