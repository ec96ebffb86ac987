-- Peer: a daily rollup of 13 salon-level KPIs as a competent engineer writes it by hand, one CTE per source
-- grain: one row per tenant and local day
-- parameters: day
-- reads: tenants, kpi_tenant_settings, booking_events, audit_log, appointments_map, message_log, job_log, feedback
-- writes: handwritten_daily
-- why: what kpi-tool is measured against; it takes the usual short cuts: a booking counts on each day that logs a
--   success for it, a cancellation is what the status says, moved bookings count twice, any currency is money
insert into handwritten_daily (
    tenant_id, day, bookings_confirmed, booking_success_rate, automation_rate, cancellations, no_shows, revenue,
    avg_ticket, messages_outbound, dead_letter_rate, reminder_delivery_rate, feedback_avg, feedback_coverage,
    admin_intervention_rate
)
with windows as (
    select
        tenants.tenant_id,
        %(day)s::date::timestamp at time zone coalesce(settings.timezone, 'UTC') as starts_at,
        (%(day)s::date + 1)::timestamp at time zone coalesce(settings.timezone, 'UTC') as ends_at
    from tenants
    left join kpi_tenant_settings as settings on settings.tenant_id = tenants.tenant_id
    where tenants.status not in ('archived', 'deleted')
),

intents as (
    select
        windows.tenant_id,
        count(*) as attempts
    from windows
    inner join booking_events as event
        on
            event.tenant_id = windows.tenant_id
            and event.created_at >= windows.starts_at
            and event.created_at < windows.ends_at
    where event.event_type in ('intent_received', 'booking_intent_received', 'booking.intent_received')
    group by windows.tenant_id
),

admin_actions as (
    select
        windows.tenant_id,
        audit.payload ->> 'bookingId' as booking_id
    from windows
    inner join audit_log as audit
        on
            audit.tenant_id = windows.tenant_id
            and audit.created_at >= windows.starts_at
            and audit.created_at < windows.ends_at
    where audit.action like 'admin.%%'
),

interventions as (
    select
        tenant_id,
        count(*) as interventions
    from admin_actions
    group by tenant_id
),

successes as (
    select distinct on (event.tenant_id, event.booking_id)
        event.tenant_id,
        event.booking_id,
        event.source
    from windows
    inner join booking_events as event
        on
            event.tenant_id = windows.tenant_id
            and event.created_at >= windows.starts_at
            and event.created_at < windows.ends_at
    where
        event.event_type in (
            'created', 'booking_created', 'booking.created', 'confirmed', 'booking_confirmed', 'booking.confirmed'
        )
        and event.booking_id is not null
    order by event.tenant_id, event.booking_id, event.created_at
),

confirmed as (
    select
        successes.tenant_id,
        count(*) as confirmed,
        count(*) filter (
            where lower(successes.source) not like 'admin%%' and touched.booking_id is null
        ) as automated
    from successes
    left join (
        select distinct
            tenant_id,
            booking_id
        from admin_actions
    ) as touched
        on touched.tenant_id = successes.tenant_id and touched.booking_id = successes.booking_id
    group by successes.tenant_id
),

missed as (
    select distinct
        event.tenant_id,
        event.booking_id
    from windows
    inner join booking_events as event
        on
            event.tenant_id = windows.tenant_id
            and event.created_at >= windows.starts_at
            and event.created_at < windows.ends_at
    where
        event.event_type in ('no_show', 'booking_no_show', 'booking.no_show')
        and event.payload_json ->> 'noShow' is distinct from 'false'
),

rated as (
    select distinct
        feedback.tenant_id,
        feedback.booking_id
    from windows
    inner join feedback on feedback.tenant_id = windows.tenant_id and feedback.created_at >= windows.starts_at
    where feedback.rating between 1 and 5
),

visits as (
    select
        appointment.tenant_id,
        lower(appointment.status) in ('cancelled', 'canceled') as cancelled,
        missed.booking_id is not null or lower(appointment.status) like '%%no_show%%' as no_show,
        lower(appointment.status) in ('pending', 'rejected') as unconfirmed,
        rated.booking_id is not null as rated,
        case
            when appointment.metadata ->> 'price' ~ '^[0-9]+(\.[0-9]+)?$'
                then (appointment.metadata ->> 'price')::numeric
        end as price
    from windows
    inner join appointments_map as appointment
        on
            appointment.tenant_id = windows.tenant_id
            and appointment.start_at >= windows.starts_at
            and appointment.start_at < windows.ends_at
    left join missed
        on missed.tenant_id = appointment.tenant_id and missed.booking_id = appointment.calcom_booking_id
    left join rated
        on rated.tenant_id = appointment.tenant_id and rated.booking_id = appointment.calcom_booking_id
),

appointments as (
    select
        tenant_id,
        count(*) filter (where cancelled) as cancellations,
        count(*) filter (where no_show and not cancelled) as no_shows,
        count(*) filter (where not (cancelled or no_show or unconfirmed)) as completed,
        count(*) filter (where rated and not (cancelled or no_show or unconfirmed)) as rated,
        sum(price) filter (where not (cancelled or no_show or unconfirmed)) as revenue,
        avg(price) filter (where not (cancelled or no_show or unconfirmed)) as avg_ticket
    from visits
    group by tenant_id
),

messages as (
    select
        windows.tenant_id,
        count(*) as outbound
    from windows
    inner join message_log as message
        on
            message.tenant_id = windows.tenant_id
            and message.created_at >= windows.starts_at
            and message.created_at < windows.ends_at
    where message.direction = 'outbound'
    group by windows.tenant_id
),

jobs as (
    select
        windows.tenant_id,
        count(*) filter (where job.status in ('processed', 'delivered', 'dead')) as finished,
        count(*) filter (where job.status = 'dead') as dead,
        count(*) filter (where job.payload ->> 'type' = 'reminder') as reminders,
        count(*) filter (
            where job.payload ->> 'type' = 'reminder' and job.status in ('processed', 'delivered')
        ) as reminders_delivered
    from windows
    inner join job_log as job
        on
            job.tenant_id = windows.tenant_id
            and job.created_at >= windows.starts_at
            and job.created_at < windows.ends_at
    where job.status in ('processed', 'delivered', 'accepted', 'dead')
    group by windows.tenant_id
),

ratings as (
    select
        windows.tenant_id,
        avg(feedback.rating) as average
    from windows
    inner join feedback
        on
            feedback.tenant_id = windows.tenant_id
            and feedback.created_at >= windows.starts_at
            and feedback.created_at < windows.ends_at
    where feedback.rating between 1 and 5
    group by windows.tenant_id
)

select
    windows.tenant_id,
    %(day)s::date,
    coalesce(confirmed.confirmed, 0),
    round(100.0 * confirmed.confirmed / nullif(intents.attempts, 0), 4),
    round(100.0 * confirmed.automated / nullif(confirmed.confirmed, 0), 4),
    coalesce(appointments.cancellations, 0),
    coalesce(appointments.no_shows, 0),
    appointments.revenue,
    round(appointments.avg_ticket, 4),
    coalesce(messages.outbound, 0),
    round(100.0 * jobs.dead / nullif(jobs.finished, 0), 4),
    round(100.0 * jobs.reminders_delivered / nullif(jobs.reminders, 0), 4),
    round(ratings.average, 4),
    round(100.0 * appointments.rated / nullif(appointments.completed, 0), 4),
    round(100.0 * coalesce(interventions.interventions, 0) / nullif(intents.attempts, 0), 4)
from windows
left join intents on intents.tenant_id = windows.tenant_id
left join interventions on interventions.tenant_id = windows.tenant_id
left join confirmed on confirmed.tenant_id = windows.tenant_id
left join appointments on appointments.tenant_id = windows.tenant_id
left join messages on messages.tenant_id = windows.tenant_id
left join jobs on jobs.tenant_id = windows.tenant_id
left join ratings on ratings.tenant_id = windows.tenant_id
on conflict (tenant_id, day) do update set
    bookings_confirmed = excluded.bookings_confirmed,
    booking_success_rate = excluded.booking_success_rate,
    automation_rate = excluded.automation_rate,
    cancellations = excluded.cancellations,
    no_shows = excluded.no_shows,
    revenue = excluded.revenue,
    avg_ticket = excluded.avg_ticket,
    messages_outbound = excluded.messages_outbound,
    dead_letter_rate = excluded.dead_letter_rate,
    reminder_delivery_rate = excluded.reminder_delivery_rate,
    feedback_avg = excluded.feedback_avg,
    feedback_coverage = excluded.feedback_coverage,
    admin_intervention_rate = excluded.admin_intervention_rate
