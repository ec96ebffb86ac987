-- Appointments with what became of them
-- grain: one row per appointment
with missed as (
    select distinct
        event.tenant_id,
        days.day,
        event.booking_id
    from {{ ref('salon_days') }} as days
    inner join {{ source('platform', 'booking_events') }} as event
        on
            event.tenant_id = days.tenant_id
            and event.created_at >= days.starts_at
            and event.created_at < days.ends_at
    where
        event.event_type in ('no_show', 'booking_no_show', 'booking.no_show')
        and event.payload_json ->> 'noShow' is distinct from 'false'
),

rated as (
    select distinct
        feedback.tenant_id,
        days.day,
        feedback.booking_id
    from {{ ref('salon_days') }} as days
    inner join {{ source('platform', 'feedback') }} as feedback
        on feedback.tenant_id = days.tenant_id and feedback.created_at >= days.starts_at
    where feedback.rating between 1 and 5
)

select
    appointment.tenant_id,
    days.day,
    lower(appointment.status) in ('cancelled', 'canceled') as cancelled,
    missed.booking_id is not null or lower(appointment.status) like '%no_show%' as no_show,
    lower(appointment.status) in ('pending', 'rejected') as unconfirmed,
    rated.booking_id is not null as rated,
    case
        when appointment.metadata ->> 'price' ~ '^[0-9]+(\.[0-9]+)?$'
            then (appointment.metadata ->> 'price')::numeric
    end as price
from {{ ref('salon_days') }} as days
inner join {{ source('platform', 'appointments_map') }} as appointment
    on
        appointment.tenant_id = days.tenant_id
        and appointment.start_at >= days.starts_at
        and appointment.start_at < days.ends_at
left join missed
    on
        missed.tenant_id = appointment.tenant_id
        and missed.day = days.day
        and missed.booking_id = appointment.calcom_booking_id
left join rated
    on
        rated.tenant_id = appointment.tenant_id
        and rated.day = days.day
        and rated.booking_id = appointment.calcom_booking_id
