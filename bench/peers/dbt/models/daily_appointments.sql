-- Appointments by outcome, and their revenue
-- grain: one row per tenant and local day with any
select
    tenant_id,
    day,
    count(*) filter (where cancelled) as cancellations,
    count(*) filter (where no_show and not cancelled) as no_shows,
    count(*) filter (where not (cancelled or no_show or unconfirmed)) as completed,
    count(*) filter (where rated and not (cancelled or no_show or unconfirmed)) as rated,
    sum(price) filter (where not (cancelled or no_show or unconfirmed)) as revenue,
    avg(price) filter (where not (cancelled or no_show or unconfirmed)) as avg_ticket
from {{ ref('visits') }}
group by tenant_id, day
