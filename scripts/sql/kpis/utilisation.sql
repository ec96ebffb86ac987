-- Utilisation and capacity: seconds of service, of presence, of chairs in use and of chairs there were
-- grain: one row per appointment, presence or opening and window that it overlaps
-- counters: service_seconds S, scheduled_service_seconds S, available_seconds S, capacity_booked_seconds T,
--     capacity_seconds T
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant, kpi_staff_schedule,
--     kpi_staff_time_off, kpi_opening_hours
-- why: what lies across the edge of a window counts in both, with the seconds inside each; overlapping presence, and
--      overlapping opening hours, count once
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'scripts/sql/_appointments.sql' as rules %}
{%- import 'scripts/sql/_presence.sql' as presence %}
with served as (
    select
        a.tenant_id,
        a.staff_id,
        greatest(a.start_at, windows.period_start) as at,
        a.day_start,
        a.id,
        (a.tenant_id, a.staff_id, (a.start_at at time zone t.timezone)::date) in (
            select scheduled.tenant_id, scheduled.staff_id, scheduled.day
            from {{ presence.scheduled(w.units()) }} as scheduled
        ) as is_scheduled,
        {{ presence.seconds('a.start_at', 'a.end_at') }} as service_seconds,
        {{ presence.seconds('a.start_at', 'a.busy_until') }} as busy_seconds
    from {{ rules.appointments(judged_appointments) }} as a
    inner join kpi_tenant as t on a.tenant_id = t.tenant_id
    cross join lateral {{ w.windows_of(grain, 'a') }} as windows
    where a.is_held and a.start_at < windows.period_end and a.busy_until > windows.period_start
    {{ w.fence() }}
)

select
    s.tenant_id,
    s.staff_id,
    s.at,
    s.day_start,
    'appointments_map' as source_table,
    s.id as source_id,
    s.service_seconds,
    case when s.is_scheduled then s.service_seconds else 0 end as scheduled_service_seconds,
    0::numeric as available_seconds,
    s.busy_seconds as capacity_booked_seconds,
    0::numeric as capacity_seconds
from served as s
union all
select
    p.tenant_id,
    p.staff_id,
    greatest(p.from_at, windows.period_start) as at,
    p.day_start,
    'kpi_staff_schedule' as source_table,
    p.source_id,
    0 as service_seconds,
    0 as scheduled_service_seconds,
    {{ presence.seconds('p.from_at', 'p.to_at') }} as available_seconds,
    0 as capacity_booked_seconds,
    0 as capacity_seconds
from {{ presence.of_staff(w.units()) }} as p
cross join lateral {{ w.windows_of(grain, 'p') }} as windows
where p.from_at < windows.period_end and p.to_at > windows.period_start
union all
select
    p.tenant_id,
    null::text as staff_id,
    greatest(p.from_at, windows.period_start) as at,
    p.day_start,
    'kpi_opening_hours' as source_table,
    p.source_id,
    0 as service_seconds,
    0 as scheduled_service_seconds,
    0 as available_seconds,
    0 as capacity_booked_seconds,
    p.chairs * {{ presence.seconds('p.from_at', 'p.to_at') }} as capacity_seconds
from {{ presence.of_chairs(w.units()) }} as p
cross join lateral {{ w.windows_of(grain, 'p') }} as windows
where p.from_at < windows.period_end and p.to_at > windows.period_start
