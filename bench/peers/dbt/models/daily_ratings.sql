-- What clients thought
-- grain: one row per tenant and local day with any
select
    days.tenant_id,
    days.day,
    avg(feedback.rating) as average
from {{ ref('salon_days') }} as days
inner join {{ source('platform', 'feedback') }} as feedback
    on
        feedback.tenant_id = days.tenant_id
        and feedback.created_at >= days.starts_at
        and feedback.created_at < days.ends_at
where feedback.rating between 1 and 5
group by days.tenant_id, days.day
