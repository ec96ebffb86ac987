-- Visits: a client on a local day, whether the client had been there before, and whether money came in
-- grain: one row per completed appointment that is the first of a visit, or the first with a price
-- counters: visits S apart, identified_visits S apart, repeat_visits S apart, paid_visits S apart
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant
-- why: a visit belongs to its first appointment of the whole local day, so whole days are read for hours too; a visit
--      with a member of staff has a first of its own; repeats are looked up by a hashed IN, which stays fast however
--      wrong Postgres' estimate of them is
{%- import 'scripts/sql/_appointments.sql' as rules %}
{%- import 'scripts/sql/_windows.sql' as w %}
with completed as (
    select
        a.tenant_id,
        a.id,
        a.client_id,
        -- An appointment without client is a visit of its own.
        coalesce('client ' || a.client_id, 'row ' || a.id) as visitor,
        a.staff_id,
        a.start_at,
        a.day_start,
        a.is_in_span,
        a.is_own_money and a.price is not null as is_priced,
        {{ w.place('a.tenant_id', "coalesce('client ' || a.client_id, 'row ' || a.id)") }} as place
    from {{ rules.appointments(judged_appointments) }} as a
    where a.is_completed and a.is_of_day
    {{ w.fence() }}
),

ordered as (
    select
        c.*,
        row_number() over visit = 1 as is_first,
        row_number() over staff_visit = 1 as is_first_with_staff,
        c.is_priced and count(*) filter (where c.is_priced) over visit = 1 as is_first_priced,
        c.is_priced and count(*) filter (where c.is_priced) over staff_visit = 1 as is_first_priced_with_staff
    from completed as c
    window
        visit as (
            partition by c.place, c.tenant_id, c.visitor, c.day_start
            order by c.start_at, c.id collate "C"
            rows unbounded preceding
        ),
        staff_visit as (
            partition by c.place, c.tenant_id, c.visitor, c.day_start, c.staff_id
            order by c.start_at, c.id collate "C"
            rows unbounded preceding
        )
),

firsts as (
    select
        o.*,
        t.timezone,
        t.repeat_lookback_days
    from ordered as o
    inner join kpi_tenant as t on o.tenant_id = t.tenant_id
    where o.is_in_span and (o.is_first or o.is_first_with_staff or o.is_first_priced or o.is_first_priced_with_staff)
),

repeats as (
    select f.tenant_id, f.id
    from firsts as f
    where
        f.client_id is not null
        and (f.is_first or f.is_first_with_staff)
        and {% call w.found() %}
            select from kpi_source_appointments_map as earlier
            {{ rules.final_event('earlier') }}
            where
                earlier.tenant_id = f.tenant_id
                and earlier.client_id = f.client_id
                and earlier.start_at < f.day_start
                and earlier.start_at >= f.day_start - make_interval(hours => 24 * f.repeat_lookback_days + 48)
                and (earlier.start_at at time zone f.timezone)::date
                >= (f.day_start at time zone f.timezone)::date - f.repeat_lookback_days
                and {{ rules.state_of('earlier') }} = 'completed'
                and {{ rules.is_current('earlier') }}
        {% endcall %}
)

select
    f.tenant_id,
    f.staff_id,
    f.start_at as at,
    f.day_start,
    'appointments_map' as source_table,
    f.id as source_id,
    f.is_first::integer as visits,
    (f.is_first and f.client_id is not null)::integer as identified_visits,
    (f.is_first and (f.tenant_id, f.id) in (select r.tenant_id, r.id from repeats as r))::integer as repeat_visits,
    f.is_first_priced::integer as paid_visits,
    f.is_first_with_staff::integer as staff_visits,
    (f.is_first_with_staff and f.client_id is not null)::integer as staff_identified_visits,
    (
        f.is_first_with_staff and (f.tenant_id, f.id) in (select r.tenant_id, r.id from repeats as r)
    )::integer as staff_repeat_visits,
    f.is_first_priced_with_staff::integer as staff_paid_visits
from firsts as f
