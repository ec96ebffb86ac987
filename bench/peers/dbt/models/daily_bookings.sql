-- Bookings confirmed, and those of them without a person's help
-- grain: one row per tenant and local day with any
with successes as (
    select distinct on (event.tenant_id, days.day, event.booking_id)
        event.tenant_id,
        days.day,
        event.booking_id,
        event.source
    from {{ ref('salon_days') }} as days
    inner join {{ source('platform', 'booking_events') }} as event
        on
            event.tenant_id = days.tenant_id
            and event.created_at >= days.starts_at
            and event.created_at < days.ends_at
    where
        event.event_type in (
            'created', 'booking_created', 'booking.created', 'confirmed', 'booking_confirmed', 'booking.confirmed'
        )
        and event.booking_id is not null
    order by event.tenant_id, days.day, event.booking_id, event.created_at
),

touched as (
    select distinct
        tenant_id,
        day,
        booking_id
    from {{ ref('admin_actions') }}
)

select
    successes.tenant_id,
    successes.day,
    count(*) as confirmed,
    count(*) filter (where lower(successes.source) not like 'admin%' and touched.booking_id is null) as automated
from successes
left join touched
    on
        touched.tenant_id = successes.tenant_id
        and touched.day = successes.day
        and touched.booking_id = successes.booking_id
group by successes.tenant_id, successes.day
