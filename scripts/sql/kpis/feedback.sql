-- Feedback: what clients said, whether they were asked, and which appointments were rated
-- grain: one row per valid rating, per request for one, and per completed appointment that was rated
-- counters: feedback_count S, feedback_rating_sum S, feedback_requested T, feedback_covered S
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_feedback, kpi_source_audit_log, kpi_source_appointments_map, kpi_source_booking_events,
--     kpi_service, kpi_tenant
-- why: a rating counts when it was given, with its own staff; an appointment that was rated counts at its start, with
--      the appointment's
{%- import 'scripts/sql/_windows.sql' as w %}
{%- import 'scripts/sql/_appointments.sql' as rules %}
with completed as (
    select
        a.tenant_id,
        a.id,
        a.booking_id,
        a.staff_id,
        a.start_at,
        a.day_start,
        a.start_at + make_interval(hours => 24 * least(t.feedback_window_days, 36500)) as rated_until
    from {{ rules.appointments(judged_appointments) }} as a
    inner join kpi_tenant as t on a.tenant_id = t.tenant_id
    where a.is_completed and a.is_in_span
),

rated as (
    select asked.tenant_id, rating.booking_id, min(rating.created_at) as first_at
    from {{ w.asked('completed', 'booking_id') }} as asked
    cross join lateral (
        select f.booking_id, f.created_at
        from kpi_source_feedback as f
        where f.tenant_id = asked.tenant_id and {{ w.is_asked('f.booking_id') }} and f.is_valid
        {{ w.for_each_tenant() }}
    ) as rating
    group by asked.tenant_id, rating.booking_id, {{ w.hashed() }}
)

select
    f.tenant_id,
    f.staff_id,
    f.created_at as at,
    s.day_start,
    'feedback' as source_table,
    f.id as source_id,
    1 as feedback_count,
    f.rating as feedback_rating_sum,
    0 as feedback_requested,
    0 as feedback_covered
from {{ w.scans() }} as s
inner join kpi_source_feedback as f
    on f.tenant_id = any(s.tenant_ids) and f.created_at >= s.span_start and f.created_at < s.span_end
where f.is_valid
union all
select
    a.tenant_id,
    null::text as staff_id,
    a.created_at as at,
    s.day_start,
    'audit_log' as source_table,
    a.id as source_id,
    0 as feedback_count,
    0 as feedback_rating_sum,
    1 as feedback_requested,
    0 as feedback_covered
from {{ w.scans() }} as s
inner join kpi_source_audit_log as a
    on a.tenant_id = any(s.tenant_ids) and a.created_at >= s.span_start and a.created_at < s.span_end
where a.action in ('feedback_request', 'feedback.requested')
union all
select
    a.tenant_id,
    a.staff_id,
    a.start_at as at,
    a.day_start,
    'appointments_map' as source_table,
    a.id as source_id,
    0 as feedback_count,
    0 as feedback_rating_sum,
    0 as feedback_requested,
    1 as feedback_covered
from completed as a
inner join rated on a.tenant_id = rated.tenant_id and a.booking_id = rated.booking_id
where rated.first_at <= a.rated_until
