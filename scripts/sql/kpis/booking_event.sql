-- Booking events: intents and what became of them, reschedules, events that name no booking
-- grain: one row per booking event that counts
-- counters: booking_attempts T, intents_converted T, reschedules S, events_unlinked T
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_booking_events, kpi_source_appointments_map
-- why: an intent may be converted long after its window, by its booking or by its own id; most are within it, by what
--      is read anyway. The converted ones are looked up by a hashed IN, and found by semi-joins, which Postgres may
--      probe or hash
{%- import 'scripts/sql/_events.sql' as events %}
{%- import 'scripts/sql/_windows.sql' as w %}
with attempts as (
    select h.tenant_id, h.id, h.booking_id, h.intent_id, h.created_at
    from {{ events.events(happened_events) }} as h
    left join kpi_estimated_fifty() on true
    where h.is_intent
),

met as (
    select h.tenant_id, h.id
    from attempts as h
    where
        exists (
            select from {{ events.events(happened_events) }} as success
            where
                success.tenant_id = h.tenant_id
                and success.intent_id = h.intent_id
                and success.created_at >= h.created_at
                and success.is_success
        )
),

converted as (
    select met.tenant_id, met.id
    from met
    union all
    select h.tenant_id, h.id
    from attempts as h
    where
        ((h.tenant_id, h.id) in (select met.tenant_id, met.id from met)) is not true
        and {% call w.found() %}
            select from kpi_source_booking_events as success
            where
                success.tenant_id = h.tenant_id
                and success.intent_id = h.intent_id
                and success.created_at >= h.created_at
                and success.is_success
        {% endcall %}
    union all
    select h.tenant_id, h.id
    from attempts as h
    where
        h.booking_id <> ''
        and {% call w.found() %}
            select from kpi_source_booking_events as success
            where
                success.tenant_id = h.tenant_id
                and success.booking_id = h.booking_id
                and success.created_at >= h.created_at
                and success.is_success
        {% endcall %}
)

select
    h.tenant_id,
    case
        when h.is_reschedule then coalesce(h.staff_id, (
            select min(a.staff_id) from kpi_source_appointments_map as a
            where a.tenant_id = h.tenant_id and a.booking_id = h.booking_id and h.booking_id <> ''
        ))
    end as staff_id,
    h.created_at as at,
    h.day_start,
    'booking_events' as source_table,
    h.id as source_id,
    h.is_intent::integer as booking_attempts,
    (h.is_intent and (h.tenant_id, h.id) in (select c.tenant_id, c.id from converted as c))::integer
    as intents_converted,
    h.is_reschedule::integer as reschedules,
    ({{ events.is_unlinked('h') }})::integer as events_unlinked
from {{ events.events(happened_events) }} as h
where h.is_intent or h.is_reschedule or {{ events.is_unlinked('h') }}
