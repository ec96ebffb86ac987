-- Interventions by hand
-- grain: one row per tenant and local day with any
select
    tenant_id,
    day,
    count(*) as interventions
from {{ ref('admin_actions') }}
group by tenant_id, day
