-- Messages sent
-- grain: one row per tenant and local day with any
select
    days.tenant_id,
    days.day,
    count(*) as outbound
from {{ ref('salon_days') }} as days
inner join {{ source('platform', 'message_log') }} as message
    on
        message.tenant_id = days.tenant_id
        and message.created_at >= days.starts_at
        and message.created_at < days.ends_at
where message.direction = 'outbound'
group by days.tenant_id, days.day
