-- Bookings at their first success: who made them, and how long it took
-- grain: one row per booking whose first success event of all time is in a window
-- counters: bookings_confirmed S, bookings_automated S, resolve_seconds T, resolved_intents T
-- shape: indexed (the indexes that doctor wants are there)
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_booking_events, kpi_source_appointments_map, kpi_source_audit_log
-- why: the window's successes are sorted once, with the intents of their bookings; what came before the window is
--      gathered by one probe per tenant, not one per booking. Who serves, which intent has another id and what people
--      did by hand is asked of first successes only
{%- import 'scripts/sql/_events.sql' as events %}
{%- import 'scripts/sql/_windows.sql' as w %}
{%- macro is_its_intent() -%}
o.tenant_id = intent.tenant_id
            and o.intent_id = intent.intent_id
            and o.created_at >= intent.created_at
            and intent.is_intent
{%- endmacro %}
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
        h.span_start
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
        s.span_start
    from succeeded as s
    inner join kpi_source_booking_events as earlier
        on s.tenant_id = earlier.tenant_id
        and earlier.booking_id = any(s.booking_ids)
        and earlier.created_at < s.span_start
    where earlier.is_success or earlier.is_intent
),

-- Intents come before successes, so that a success knows all of them.
counted as (
    select
        t.*,
        count(*) filter (where t.is_success) over so_far as successes,
        min(t.created_at) filter (where not t.is_success) over so_far as first_intent_at
    from (
        select
            told.*,
            {{ w.place('told.tenant_id', 'told.booking_id') }} as place
        from told
    ) as t
    window so_far as (
        partition by t.place, t.tenant_id, t.booking_id, t.span_start
        order by t.is_success, t.created_at, t.id collate "C"
        rows unbounded preceding
    )
),

opened as (
    select
        c.tenant_id,
        c.id,
        c.booking_id,
        c.intent_id,
        c.staff_id,
        c.created_at,
        c.day_start,
        c.first_intent_at,
        c.source,
        coalesce(
            lower(c.source collate "C") like any(array['admin%', 'manual%', 'staff%', 'frontdesk%']), false
        ) as is_made_by_hand
    from counted as c
    -- As an inequality, because Postgres takes an equality for a rare one.
    where c.is_success and c.successes <= 1 and c.created_at >= c.span_start
),

-- The few bookings to which people did anything at all.
known as (
    select asked.tenant_id, action.booking_id
    from {{ w.asked('opened', 'booking_id') }} as asked
    cross join lateral (
        select l.booking_id
        from kpi_source_audit_log as l
        where
            l.tenant_id = asked.tenant_id
            and {{ w.is_asked('l.booking_id') }}
            and l.action like 'admin.%'
        {{ w.for_each_tenant() }}
    ) as action
),

touched as (
    select o.tenant_id, o.id
    from opened as o
    where
        not o.is_made_by_hand
        and ((o.tenant_id, o.booking_id) in (select known.tenant_id, known.booking_id from known)) is true
        and {% call w.found() %}
            select from kpi_source_audit_log as action
            where
                action.tenant_id = o.tenant_id
                and action.booking_id = o.booking_id
                and action.created_at <= o.created_at
                and action.action like 'admin.%'
        {% endcall %}
),

resolved as (
    select
        o.tenant_id,
        o.id,
        o.booking_id,
        o.staff_id,
        o.created_at,
        o.day_start,
        o.source,
        o.is_made_by_hand,
        {%- if indexed %}
        least(o.first_intent_at, (
            select min(intent.created_at)
            from kpi_source_booking_events as intent
            where {{ is_its_intent() }}
        )) as intent_at
    from opened as o
    {{ w.fence() }}
    {%- else %}
        least(o.first_intent_at, min(intent.created_at)) as intent_at
    from (
        select opened.*, kpi_estimated_fifty() as estimate
        from opened
    ) as o
    left join kpi_source_booking_events as intent on {{ is_its_intent() }}
    group by
        o.tenant_id, o.id, o.booking_id, o.staff_id, o.created_at, o.day_start, o.source, o.is_made_by_hand,
        o.first_intent_at, {{ w.hashed() }}
    {%- endif %}
)

select
    r.tenant_id,
    coalesce(r.staff_id, (
        select min(a.staff_id) from kpi_source_appointments_map as a
        where a.tenant_id = r.tenant_id and a.booking_id = r.booking_id
    )) as staff_id,
    r.created_at as at,
    r.day_start,
    'booking_events' as source_table,
    r.id as source_id,
    1 as bookings_confirmed,
    (
        not r.is_made_by_hand
        and ((r.tenant_id, r.id) in (select t.tenant_id, t.id from touched as t)) is not true
    )::integer as bookings_automated,
    case
        when r.intent_at <= r.created_at then extract(epoch from r.created_at - r.intent_at)
        else 0
    end as resolve_seconds,
    coalesce(r.intent_at <= r.created_at, false)::integer as resolved_intents
from resolved as r
