-- Booking events: intents and what became of them, reschedules, events that name no booking
-- grain: one row per booking event that counts
-- counters: booking_attempts T, intents_converted T, reschedules S, events_unlinked T
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_booking_events, kpi_source_appointments_map
-- why: an intent may be converted long after its window; the join by intent lets Postgres probe where an index
--      serves, and hash what came later where none does
{%- import 'scripts/sql/_windows.sql' as w %}
select
    e.tenant_id,
    case
        when e.is_reschedule then coalesce(e.staff_id, (
            select min(a.staff_id) from kpi_source_appointments_map as a
            where a.tenant_id = e.tenant_id and a.booking_id = e.booking_id and e.booking_id <> ''
        ))
    end as staff_id,
    e.created_at as at,
    e.day_start,
    'booking_events' as source_table,
    e.id as source_id,
    e.is_intent::integer as booking_attempts,
    (
        e.is_intent
        and (
            count(success.id) > 0
            or exists (
                select from kpi_source_booking_events as same_booking
                where
                    same_booking.tenant_id = e.tenant_id
                    and same_booking.booking_id = e.booking_id
                    and same_booking.created_at >= e.created_at
                    and same_booking.is_success
                    and e.booking_id <> ''
            )
        )
    )::integer as intents_converted,
    e.is_reschedule::integer as reschedules,
    (e.booking_id is null or e.booking_id = '')::integer as events_unlinked
from (
    select
        events.tenant_id,
        events.id,
        events.booking_id,
        events.intent_id,
        events.staff_id,
        events.is_intent,
        events.is_reschedule,
        events.created_at,
        s.day_start
    from {{ w.scans() }} as s
    inner join kpi_source_booking_events as events
        on events.tenant_id = any(s.tenant_ids)
        and events.created_at >= s.span_start
        and events.created_at < s.span_end
    where events.is_intent or events.is_reschedule or events.booking_id is null or events.booking_id = ''
) as e
left join kpi_source_booking_events as success
    on e.tenant_id = success.tenant_id
    and e.intent_id = success.intent_id
    and e.created_at <= success.created_at
    and e.is_intent
    and success.is_success
group by
    e.tenant_id, e.id, e.booking_id, e.staff_id, e.is_intent, e.is_reschedule, e.created_at, e.day_start
