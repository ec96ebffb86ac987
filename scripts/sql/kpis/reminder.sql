-- Reminders: appointments that were due one, and those that got one by themselves
-- grain: one row per appointment that was due a reminder, and one more where a reminder was delivered before the start
-- counters: reminders_due T, reminders_automated T
-- parameters: as_of, tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_job_log, kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant
{%- import 'scripts/sql/_appointments.sql' as rules %}
{%- import 'scripts/sql/_windows.sql' as w %}
with due as (
    select a.tenant_id, a.id, a.booking_id, a.start_at, a.day_start
    from {{ rules.appointments(judged_appointments) }} as a
    inner join kpi_tenant as t on a.tenant_id = t.tenant_id
    where
        a.is_in_span
        and (a.is_held or a.state = 'no_show')
        and a.created_at <= a.start_at - make_interval(mins => t.reminder_lead_minutes)
)

select
    d.tenant_id,
    null::text as staff_id,
    d.start_at as at,
    d.day_start,
    'appointments_map' as source_table,
    d.id as source_id,
    1 as reminders_due,
    0 as reminders_automated
from due as d
union all
select
    d.tenant_id,
    null::text as staff_id,
    d.start_at as at,
    d.day_start,
    'appointments_map' as source_table,
    d.id as source_id,
    0 as reminders_due,
    1 as reminders_automated
from due as d
where
    {% call w.found() %}
        select from kpi_source_job_log as job
        where
            job.tenant_id = d.tenant_id
            and job.booking_id = d.booking_id
            and job.created_at < d.start_at
            and job.is_reminder
            and job.outcome = 'delivered'
    {% endcall %}
