-- Jobs done and given up, reminders apart
-- grain: one row per tenant and local day with any
select
    days.tenant_id,
    days.day,
    count(*) filter (where job.status in ('processed', 'delivered', 'dead')) as finished,
    count(*) filter (where job.status = 'dead') as dead,
    count(*) filter (where job.payload ->> 'type' = 'reminder') as reminders,
    count(*) filter (
        where job.payload ->> 'type' = 'reminder' and job.status in ('processed', 'delivered')
    ) as reminders_delivered
from {{ ref('salon_days') }} as days
inner join {{ source('platform', 'job_log') }} as job
    on
        job.tenant_id = days.tenant_id
        and job.created_at >= days.starts_at
        and job.created_at < days.ends_at
where job.status in ('processed', 'delivered', 'accepted', 'dead')
group by days.tenant_id, days.day
