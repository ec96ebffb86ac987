-- Appointments and visits: what was booked for the window, what it brought, and who came again
-- grain: one row per appointment that starts on a local day of the window and was not superseded
-- counters: appointments S, appointments_completed S, appointments_cancelled S, appointments_no_show S,
--     revenue_gross S, appointments_priced S, revenue_discounts S, revenue_foreign T,
--     visits S apart, identified_visits S apart, repeat_visits S apart, paid_visits S apart,
--     grid_checked S, grid_aligned S, offpeak_starts S, offpeak_known S, offpeak_shifted S
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant
-- why: a visit belongs to the first appointment of the whole local day, so whole days are read for hours too; the
--      repeats are looked up by a hashed IN, which stays fast however wrong Postgres' estimate of them is
{%- import 'scripts/sql/_appointments.sql' as rules %}
with booked as (
    select
        a.tenant_id,
        a.id,
        a.client_id,
        a.staff_id,
        a.start_at,
        a.day_start,
        a.is_in_span,
        a.timezone,
        a.peak_start,
        a.peak_end,
        a.repeat_lookback_days,
        a.grid_minutes,
        a.price,
        a.discount,
        a.is_own_money,
        a.state,
        a.is_completed,
        a.is_completed and a.is_own_money and a.price is not null as is_priced,
        (a.start_at at time zone a.timezone)::time as clock,
        coalesce(a.wished_start, (
            select min(origin.start_at) from kpi_source_appointments_map as origin
            where
                origin.tenant_id = a.tenant_id
                and origin.booking_id = a.rescheduled_from_id
                and origin.id <> a.id
                and origin.start_at > '-infinity'
                and origin.start_at < 'infinity'
        )) as preferred_start
    from {{ rules.appointments(judged_appointments) }} as a
    where a.is_booked and a.is_of_day
),

visited as (
    select
        b.*,
        count(*) filter (where b.is_completed) over visit as completed_so_far,
        count(*) filter (where b.is_priced) over visit as priced_so_far,
        count(*) filter (where b.is_completed) over staff_visit as completed_with_staff_so_far,
        count(*) filter (where b.is_priced) over staff_visit as priced_with_staff_so_far
    from booked as b
    window
        visit as (
            partition by b.tenant_id, b.day_start, coalesce('client ' || b.client_id, 'row ' || b.id)
            order by b.start_at, b.id collate "C"
            rows unbounded preceding
        ),
        staff_visit as (
            partition by b.tenant_id, b.day_start, coalesce('client ' || b.client_id, 'row ' || b.id), b.staff_id
            order by b.start_at, b.id collate "C"
            rows unbounded preceding
        )
),

repeats as (
    select v.tenant_id, v.id
    from visited as v
    where
        v.is_completed
        and v.client_id is not null
        and (v.completed_so_far = 1 or v.completed_with_staff_so_far = 1)
        and exists (
            select from kpi_source_appointments_map as earlier
            {{ rules.final_event('earlier') }}
            where
                earlier.tenant_id = v.tenant_id
                and earlier.client_id = v.client_id
                and earlier.start_at < v.day_start
                and earlier.start_at >= v.day_start - make_interval(hours => 24 * v.repeat_lookback_days + 48)
                and (earlier.start_at at time zone v.timezone)::date
                >= (v.day_start at time zone v.timezone)::date - v.repeat_lookback_days
                and {{ rules.state_of('earlier') }} = 'completed'
                and not {{ rules.is_superseded('earlier') }}
        )
)

select
    v.tenant_id,
    v.staff_id,
    v.start_at as at,
    v.day_start,
    'appointments_map' as source_table,
    v.id as source_id,
    1 as appointments,
    v.is_completed::integer as appointments_completed,
    (v.state = 'cancelled')::integer as appointments_cancelled,
    (v.state = 'no_show')::integer as appointments_no_show,
    case when v.is_priced then v.price else 0 end as revenue_gross,
    v.is_priced::integer as appointments_priced,
    case when v.is_completed and v.is_own_money then coalesce(v.discount, 0) else 0 end as revenue_discounts,
    (v.is_completed and not v.is_own_money)::integer as revenue_foreign,
    (v.is_completed and v.completed_so_far = 1)::integer as visits,
    (v.is_completed and v.completed_so_far = 1 and v.client_id is not null)::integer as identified_visits,
    (
        v.is_completed and v.completed_so_far = 1
        and (v.tenant_id, v.id) in (select r.tenant_id, r.id from repeats as r)
    )::integer as repeat_visits,
    (v.is_priced and v.priced_so_far = 1)::integer as paid_visits,
    (v.is_completed and v.completed_with_staff_so_far = 1)::integer as staff_visits,
    (v.is_completed and v.completed_with_staff_so_far = 1 and v.client_id is not null)::integer
    as staff_identified_visits,
    (
        v.is_completed and v.completed_with_staff_so_far = 1
        and (v.tenant_id, v.id) in (select r.tenant_id, r.id from repeats as r)
    )::integer as staff_repeat_visits,
    (v.is_priced and v.priced_with_staff_so_far = 1)::integer as staff_paid_visits,
    1 as grid_checked,
    (
        mod(extract(epoch from v.clock), 60) = 0
        and mod(extract(epoch from v.clock) / 60, v.grid_minutes) = 0
    )::integer as grid_aligned,
    (not kpi_in_span(v.clock, v.peak_start, v.peak_end))::integer as offpeak_starts,
    (v.preferred_start is not null)::integer as offpeak_known,
    (
        v.preferred_start is not null
        and kpi_in_span((v.preferred_start at time zone v.timezone)::time, v.peak_start, v.peak_end)
        and not kpi_in_span(v.clock, v.peak_start, v.peak_end)
    )::integer as offpeak_shifted
from visited as v
where v.is_in_span
