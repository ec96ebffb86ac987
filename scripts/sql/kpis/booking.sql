-- Bookings at their first success: who made them, and how long it took
-- grain: one row per booking whose first success event of all time is in a window
-- counters: bookings_confirmed S, bookings_automated S, resolve_seconds T, resolved_intents T
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_booking_events, kpi_source_appointments_map, kpi_source_audit_log
-- why: the history of the window's bookings is read in one probe per tenant, not one per booking; derived sets are
--      never joined with each other, because Postgres cannot estimate them
{%- import 'scripts/sql/_windows.sql' as w %}
with candidates as (
    select e.tenant_id, s.span_start, s.span_end, s.day_start, array_agg(e.booking_id) as booking_ids
    from {{ w.scans() }} as s
    inner join kpi_source_booking_events as e
        on e.tenant_id = any(s.tenant_ids) and e.created_at >= s.span_start and e.created_at < s.span_end
    where e.is_success and e.booking_id <> ''
    group by e.tenant_id, s.span_start, s.span_end, s.day_start
),

histories as (
    select distinct on (e.tenant_id, c.span_start, e.booking_id)
        e.tenant_id,
        e.booking_id,
        e.id,
        e.source,
        e.intent_id,
        e.staff_id,
        e.created_at,
        c.day_start,
        c.span_start,
        c.span_end,
        min(e.created_at) filter (where e.is_intent) over (
            partition by e.tenant_id, c.span_start, e.booking_id
        ) as first_intent_at
    from candidates as c
    cross join kpi_estimated_fifty()
    inner join kpi_source_booking_events as e on c.tenant_id = e.tenant_id and e.booking_id = any(c.booking_ids)
    where e.is_success or e.is_intent
    order by e.tenant_id, c.span_start, e.booking_id, e.is_success desc, e.created_at, e.id collate "C"
)

select
    b.tenant_id,
    coalesce(b.staff_id, (
        select min(a.staff_id) from kpi_source_appointments_map as a
        where a.tenant_id = b.tenant_id and a.booking_id = b.booking_id
    )) as staff_id,
    b.created_at as at,
    b.day_start,
    'booking_events' as source_table,
    b.id as source_id,
    1 as bookings_confirmed,
    (
        min(action.created_at) is null
        and not coalesce(
            lower(b.source collate "C") like any(array['admin%', 'manual%', 'staff%', 'frontdesk%']), false
        )
    )::integer as bookings_automated,
    case
        when least(b.first_intent_at, min(intent.created_at)) <= b.created_at
            then extract(epoch from b.created_at - least(b.first_intent_at, min(intent.created_at)))
        else 0
    end as resolve_seconds,
    coalesce(least(b.first_intent_at, min(intent.created_at)) <= b.created_at, false)::integer as resolved_intents
from histories as b
left join kpi_source_booking_events as intent
    on b.tenant_id = intent.tenant_id
    and b.intent_id = intent.intent_id
    and b.created_at >= intent.created_at
    and intent.is_intent
left join kpi_source_audit_log as action
    on b.tenant_id = action.tenant_id
    and b.booking_id = action.booking_id
    and b.created_at >= action.created_at
    and action.action like 'admin.%'
where b.created_at >= b.span_start and b.created_at < b.span_end
group by
    b.tenant_id, b.booking_id, b.id, b.source, b.staff_id, b.created_at, b.first_intent_at, b.day_start
