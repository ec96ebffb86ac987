-- Appointments: what was booked for the window, what became of it, and what it brought
-- grain: one row per booked appointment that starts in the window
-- counters: appointments S, appointments_completed S, appointments_cancelled S, appointments_no_show S,
--     revenue_gross S, appointments_priced S, revenue_discounts S, revenue_foreign T,
--     grid_checked S, grid_aligned S, offpeak_starts S, offpeak_known S, offpeak_shifted S
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant
{%- import 'scripts/sql/_appointments.sql' as rules %}
{%- import 'scripts/sql/_windows.sql' as w %}
with local as (
    select
        a.*,
        t.timezone,
        t.peak_start,
        t.peak_end,
        (a.start_at at time zone t.timezone)::time as clock
    from {{ rules.appointments(judged_appointments) }} as a
    inner join kpi_tenant as t on a.tenant_id = t.tenant_id
    where a.is_booked and a.is_in_span
    {{ w.fence() }}
),

booked as (
    select
        a.tenant_id,
        a.id,
        a.staff_id,
        a.start_at,
        a.day_start,
        a.state,
        a.is_completed,
        a.is_own_money,
        a.price,
        a.discount,
        60 * a.grid_minutes as grid_seconds,
        date_part('epoch', a.clock) as clock_seconds,
        kpi_in_span(a.clock, a.peak_start, a.peak_end) as is_peak,
        case
            when a.wished_start is not null or a.rescheduled_from_id is null then a.wished_start
            else (
                select min(origin.start_at) from kpi_source_appointments_map as origin
                where
                    origin.tenant_id = a.tenant_id
                    and origin.booking_id = a.rescheduled_from_id
                    and origin.id <> a.id
                    and origin.start_at > '-infinity'
                    and origin.start_at < 'infinity'
            )
        end as preferred_start,
        a.timezone,
        a.peak_start,
        a.peak_end
    from local as a
    {{ w.fence() }}
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
    case when b.is_completed and b.is_own_money then coalesce(b.price, 0) else 0 end as revenue_gross,
    (b.is_completed and b.is_own_money and b.price is not null)::integer as appointments_priced,
    case when b.is_completed and b.is_own_money then coalesce(b.discount, 0) else 0 end as revenue_discounts,
    (b.is_completed and not b.is_own_money)::integer as revenue_foreign,
    1 as grid_checked,
    (
        b.clock_seconds = trunc(b.clock_seconds)
        and mod(b.clock_seconds::integer, b.grid_seconds) = 0
        and mod(b.clock_seconds::integer, 60) = 0
    )::integer as grid_aligned,
    (not b.is_peak)::integer as offpeak_starts,
    (b.preferred_start is not null)::integer as offpeak_known,
    coalesce(
        not b.is_peak
        -- At the ends of time there is no local clock.
        and b.preferred_start > '4714-11-26 00:00+00 BC'
        and b.preferred_start < '294276-12-30 00:00+00'
        and kpi_in_span((b.preferred_start at time zone b.timezone)::time, b.peak_start, b.peak_end),
        false
    )::integer as offpeak_shifted
from booked as b
