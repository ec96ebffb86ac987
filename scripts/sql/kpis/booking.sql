-- Bookings at their first success: who made them, and how long it took
-- grain: one row per booking whose first success event of all time is in a window
-- counters: bookings_confirmed S, bookings_automated S, resolve_seconds T, resolved_intents T
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_booking_events, kpi_source_appointments_map, kpi_source_audit_log
-- why: all that is said of the window's bookings is gathered by one probe per tenant and source, not one per booking,
--      and sorted once; what people did to a booking is rare, and probed for
{%- import 'scripts/sql/_events.sql' as events %}
{%- import 'scripts/sql/_windows.sql' as w %}
with succeeded as (
    select h.tenant_id, h.day_start, h.span_start, array_agg(h.booking_id) as booking_ids
    from {{ events.events(happened_events) }} as h
    where h.is_success and h.booking_id <> ''
    group by h.tenant_id, h.day_start, h.span_start
),

told as (
    select
        h.tenant_id,
        h.booking_id,
        h.id,
        h.source,
        h.intent_id,
        h.staff_id,
        h.is_success,
        h.created_at,
        h.day_start,
        h.span_start,
        null::text as appointment_staff_id
    from {{ events.events(happened_events) }} as h
    where (h.is_success or h.is_intent) and h.booking_id <> ''
    union all
    select
        earlier.tenant_id,
        earlier.booking_id,
        earlier.id,
        earlier.source,
        earlier.intent_id,
        earlier.staff_id,
        earlier.is_success,
        earlier.created_at,
        s.day_start,
        s.span_start,
        null::text as appointment_staff_id
    from succeeded as s
    inner join kpi_source_booking_events as earlier
        on s.tenant_id = earlier.tenant_id
        and earlier.booking_id = any(s.booking_ids)
        and earlier.created_at < s.span_start
    where earlier.is_success or earlier.is_intent
    union all
    select
        a.tenant_id,
        a.booking_id,
        null::text as id,
        null::text as source,
        null::text as intent_id,
        null::text as staff_id,
        null::boolean as is_success,
        null::timestamptz as created_at,
        s.day_start,
        s.span_start,
        a.staff_id as appointment_staff_id
    from succeeded as s
    inner join kpi_source_appointments_map as a on s.tenant_id = a.tenant_id and a.booking_id = any(s.booking_ids)
    where a.staff_id is not null
),

firsts as (
    select distinct on (t.place, t.tenant_id, t.booking_id, t.span_start)
        t.tenant_id,
        t.booking_id,
        t.id,
        t.source,
        t.intent_id,
        t.is_success,
        t.created_at,
        t.day_start,
        t.span_start,
        coalesce(t.staff_id, min(t.appointment_staff_id) over booking) as staff_id,
        min(t.created_at) filter (where not t.is_success) over booking as first_intent_at
    from (
        select
            told.*,
            {{ w.place('told.tenant_id', 'told.booking_id') }} as place
        from told
    ) as t
    window booking as (
        partition by t.place, t.tenant_id, t.booking_id, t.span_start
        order by t.is_success desc nulls last, t.created_at, t.id collate "C"
        rows between unbounded preceding and unbounded following
    )
    order by
        t.place, t.tenant_id, t.booking_id, t.span_start,
        t.is_success desc nulls last, t.created_at, t.id collate "C"
),

opened as (
    select f.*
    from firsts as f
    where f.is_success and f.created_at >= f.span_start
),

touched as (
    select o.tenant_id, o.id
    from opened as o
    where
        {% call w.found() %}
            select from kpi_source_audit_log as action
            where
                action.tenant_id = o.tenant_id
                and action.booking_id = o.booking_id
                and action.created_at <= o.created_at
                and action.action like 'admin.%'
        {% endcall %}
)

select
    b.tenant_id,
    min(b.staff_id) as staff_id,
    min(b.created_at) as at,
    min(b.day_start) as day_start,
    'booking_events' as source_table,
    b.id as source_id,
    1 as bookings_confirmed,
    (
        ((b.tenant_id, b.id) in (select t.tenant_id, t.id from touched as t)) is not true
        and not coalesce(
            lower(min(b.source) collate "C") like any(array['admin%', 'manual%', 'staff%', 'frontdesk%']), false
        )
    )::integer as bookings_automated,
    case
        when least(min(b.first_intent_at), min(intent.created_at)) <= min(b.created_at)
            then extract(epoch from min(b.created_at) - least(min(b.first_intent_at), min(intent.created_at)))
        else 0
    end as resolve_seconds,
    coalesce(least(min(b.first_intent_at), min(intent.created_at)) <= min(b.created_at), false)::integer
    as resolved_intents
from (
    select o.*, kpi_estimated_fifty() as estimate
    from opened as o
) as b
left join kpi_source_booking_events as intent
    on b.tenant_id = intent.tenant_id
    and b.intent_id = intent.intent_id
    and b.created_at >= intent.created_at
    and intent.is_intent
group by b.tenant_id, b.id, {{ w.hashed() }}
