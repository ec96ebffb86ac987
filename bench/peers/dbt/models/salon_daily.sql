-- The 13 figures of bench/peers/handwritten.sql, a model a source
-- grain: one row per tenant and local day
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['tenant_id', 'day'],
    indexes=[{'columns': ['tenant_id', 'day'], 'unique': True}]
) }}

select
    days.tenant_id,
    days.day,
    coalesce(bookings.confirmed, 0) as bookings_confirmed,
    round(100.0 * bookings.confirmed / nullif(intents.attempts, 0), 4) as booking_success_rate,
    round(100.0 * bookings.automated / nullif(bookings.confirmed, 0), 4) as automation_rate,
    coalesce(appointments.cancellations, 0) as cancellations,
    coalesce(appointments.no_shows, 0) as no_shows,
    appointments.revenue,
    round(appointments.avg_ticket, 4) as avg_ticket,
    coalesce(messages.outbound, 0) as messages_outbound,
    round(100.0 * jobs.dead / nullif(jobs.finished, 0), 4) as dead_letter_rate,
    round(100.0 * jobs.reminders_delivered / nullif(jobs.reminders, 0), 4) as reminder_delivery_rate,
    round(ratings.average, 4) as feedback_avg,
    round(100.0 * appointments.rated / nullif(appointments.completed, 0), 4) as feedback_coverage,
    round(
        100.0 * coalesce(interventions.interventions, 0) / nullif(intents.attempts, 0), 4
    ) as admin_intervention_rate
from {{ ref('salon_days') }} as days
left join {{ ref('daily_intents') }} as intents on intents.tenant_id = days.tenant_id and intents.day = days.day
left join {{ ref('daily_interventions') }} as interventions
    on interventions.tenant_id = days.tenant_id and interventions.day = days.day
left join {{ ref('daily_bookings') }} as bookings
    on bookings.tenant_id = days.tenant_id and bookings.day = days.day
left join {{ ref('daily_appointments') }} as appointments
    on appointments.tenant_id = days.tenant_id and appointments.day = days.day
left join {{ ref('daily_messages') }} as messages
    on messages.tenant_id = days.tenant_id and messages.day = days.day
left join {{ ref('daily_jobs') }} as jobs on jobs.tenant_id = days.tenant_id and jobs.day = days.day
left join {{ ref('daily_ratings') }} as ratings on ratings.tenant_id = days.tenant_id and ratings.day = days.day
