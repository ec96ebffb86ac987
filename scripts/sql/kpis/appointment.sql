-- Appointments and visits: what was booked for the window, what it brought, and who came again
-- grain: one row per appointment that starts on a local day of the window and was not superseded
-- counters: appointments S, appointments_completed S, appointments_cancelled S, appointments_no_show S,
--     revenue_gross S, appointments_priced S, revenue_discounts S, revenue_foreign T,
--     visits S apart, identified_visits S apart, repeat_visits S apart, paid_visits S apart,
--     grid_checked S, grid_aligned S, offpeak_starts S, offpeak_known S, offpeak_shifted S
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_source_tenant_config, kpi_tenant
-- why: a visit belongs to the first appointment of the whole local day, so whole days are read for hours too; the
--      repeats are looked up by a hashed IN, which stays fast however wrong Postgres' estimate of them is
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'scripts/sql/_appointments.sql' as rules %}
with judged as (
    select
        a.tenant_id,
        a.id,
        a.booking_id,
        nullif(a.client_id, '') as client_id,
        a.staff_id,
        a.start_at,
        a.rescheduled_from_id,
        s.day_start,
        s.span_start,
        s.span_end,
        t.timezone,
        t.peak_start,
        t.peak_end,
        t.repeat_lookback_days,
        (a.start_at at time zone t.timezone)::time as clock,
        coalesce({{ rules.service_minutes('c', 'a.service_id', 'gridMinutes') }}, t.slot_grid_minutes) as grid_minutes,
        kpi_json_instant(a.metadata -> 'preferredStart') as wished_start,
        {{ rules.is_own_money('a', 't') }} as is_own_money,
        {{ rules.money('a', 'price') }} as price,
        {{ rules.money('a', 'discount') }} as discount,
        {{ rules.state('a') }} as state,
        {{ w.evaluated_once() }}
    from {{ w.scans() }} as s
    inner join kpi_source_appointments_map as a
        on a.tenant_id = any(s.tenant_ids) and a.start_at >= s.day_start and a.start_at < s.day_end
    inner join kpi_tenant as t on a.tenant_id = t.tenant_id
    left join kpi_source_tenant_config as c on a.tenant_id = c.tenant_id
    {{ rules.latest_event('a') }}
    where not {{ rules.is_superseded('a') }}
),

completed as (
    select
        j.*,
        j.state = 'completed' as is_completed,
        j.state = 'completed' and j.is_own_money and j.price is not null as is_priced,
        {{ w.evaluated_once() }}
    from judged as j
    where j.state in ('scheduled', 'completed', 'cancelled', 'no_show')
),

booked as (
    select
        c.*,
        count(*) filter (where c.is_completed) over visit as completed_so_far,
        count(*) filter (where c.is_priced) over visit as priced_so_far,
        count(*) filter (where c.is_completed) over staff_visit as completed_with_staff_so_far,
        count(*) filter (where c.is_priced) over staff_visit as priced_with_staff_so_far,
        coalesce(c.wished_start, (
            select min(origin.start_at) from kpi_source_appointments_map as origin
            where
                origin.tenant_id = c.tenant_id
                and origin.booking_id = c.rescheduled_from_id
                and origin.id <> c.id
                and origin.start_at > '-infinity'
                and origin.start_at < 'infinity'
        )) as preferred_start
    from completed as c
    window
        visit as (
            partition by c.tenant_id, c.day_start, c.client_id, case when c.client_id is null then c.id end
            order by c.start_at, c.id collate "C"
            rows unbounded preceding
        ),
        staff_visit as (
            partition by c.tenant_id, c.day_start, c.client_id, case when c.client_id is null then c.id end, c.staff_id
            order by c.start_at, c.id collate "C"
            rows unbounded preceding
        )
),

repeats as (
    select b.tenant_id, b.id
    from booked as b
    where
        b.is_completed
        and b.client_id is not null
        and (b.completed_so_far = 1 or b.completed_with_staff_so_far = 1)
        and exists (
            select from kpi_source_appointments_map as earlier
            {{ rules.latest_event('earlier') }}
            where
                earlier.tenant_id = b.tenant_id
                and earlier.client_id = b.client_id
                and earlier.start_at < b.day_start
                and earlier.start_at >= b.day_start - make_interval(hours => 24 * b.repeat_lookback_days + 48)
                and (earlier.start_at at time zone b.timezone)::date
                >= (b.day_start at time zone b.timezone)::date - b.repeat_lookback_days
                and {{ rules.state('earlier') }} = 'completed'
                and not {{ rules.is_superseded('earlier') }}
        )
)

select
    b.tenant_id,
    b.staff_id,
    b.start_at as at,
    b.day_start,
    'appointments_map' as source_table,
    b.id as source_id,
    1 as appointments,
    b.is_completed::integer as appointments_completed,
    (b.state = 'cancelled')::integer as appointments_cancelled,
    (b.state = 'no_show')::integer as appointments_no_show,
    case when b.is_priced then b.price else 0 end as revenue_gross,
    b.is_priced::integer as appointments_priced,
    case when b.is_completed and b.is_own_money then coalesce(b.discount, 0) else 0 end as revenue_discounts,
    (b.is_completed and not b.is_own_money)::integer as revenue_foreign,
    (b.is_completed and b.completed_so_far = 1)::integer as visits,
    (b.is_completed and b.completed_so_far = 1 and b.client_id is not null)::integer as identified_visits,
    (
        b.is_completed and b.completed_so_far = 1
        and (b.tenant_id, b.id) in (select r.tenant_id, r.id from repeats as r)
    )::integer as repeat_visits,
    (b.is_priced and b.priced_so_far = 1)::integer as paid_visits,
    (b.is_completed and b.completed_with_staff_so_far = 1)::integer as staff_visits,
    (b.is_completed and b.completed_with_staff_so_far = 1 and b.client_id is not null)::integer
    as staff_identified_visits,
    (
        b.is_completed and b.completed_with_staff_so_far = 1
        and (b.tenant_id, b.id) in (select r.tenant_id, r.id from repeats as r)
    )::integer as staff_repeat_visits,
    (b.is_priced and b.priced_with_staff_so_far = 1)::integer as staff_paid_visits,
    1 as grid_checked,
    (
        mod(extract(epoch from b.clock), 60) = 0
        and mod(extract(epoch from b.clock) / 60, b.grid_minutes) = 0
    )::integer as grid_aligned,
    (not kpi_in_span(b.clock, b.peak_start, b.peak_end))::integer as offpeak_starts,
    (b.preferred_start is not null)::integer as offpeak_known,
    (
        b.preferred_start is not null
        and kpi_in_span((b.preferred_start at time zone b.timezone)::time, b.peak_start, b.peak_end)
        and not kpi_in_span(b.clock, b.peak_start, b.peak_end)
    )::integer as offpeak_shifted
from booked as b
where b.start_at >= b.span_start and b.start_at < b.span_end
