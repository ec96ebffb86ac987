-- Attempts to book
-- grain: one row per tenant and local day with any
select
    days.tenant_id,
    days.day,
    count(*) as attempts
from {{ ref('salon_days') }} as days
inner join {{ source('platform', 'booking_events') }} as event
    on
        event.tenant_id = days.tenant_id
        and event.created_at >= days.starts_at
        and event.created_at < days.ends_at
where event.event_type in ('intent_received', 'booking_intent_received', 'booking.intent_received')
group by days.tenant_id, days.day
