-- What people did by hand
-- grain: one row per action
select
    days.tenant_id,
    days.day,
    audit.payload ->> 'bookingId' as booking_id
from {{ ref('salon_days') }} as days
inner join {{ source('platform', 'audit_log') }} as audit
    on
        audit.tenant_id = days.tenant_id
        and audit.created_at >= days.starts_at
        and audit.created_at < days.ends_at
where audit.action like 'admin.%'
