-- Rows of the future, and clocks that differ
-- grain: one row per source with such rows, and one if the clocks differ
-- parameters: client_time
-- reads: kpi_source_tenants, kpi_source_booking_events, kpi_source_job_log, kpi_source_message_log,
--     kpi_source_feedback, kpi_source_audit_log, kpi_source_appointments_map
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
select
    'warn' as severity,
    format('this machine''s clock and the server''s differ by %s s', round(apart.seconds)) as said,
    'set both by NTP: windows close, and changes are found, by the server''s and the writers'' clocks' as remedy
from (
    select abs(extract(epoch from clock_timestamp() - {{ param('client_time') }}::timestamptz)) as seconds
) as apart
where apart.seconds > 5
{%- for table in ('booking_events', 'job_log', 'message_log', 'feedback', 'audit_log', 'appointments_map') %}
union all
select
    'warn' as severity,
    format(
        'rows of {{ table }} that are stamped later than now: %s, up to %s, of %s',
        count(*), max(later.created_at), {{ recent.examples('later.tenant_id') }}
    ) as said,
    'they are counted when their hour comes; mend the clock that stamps them' as remedy
from (
    select tenants.tenant_id, r.created_at
    from kpi_source_tenants as tenants
    cross join lateral (
        select r.created_at
        from kpi_source_{{ table }} as r
        where r.tenant_id = tenants.tenant_id and r.created_at > now() + interval '5 minutes'
        offset 0
    ) as r
) as later
having count(*) > 0
{%- endfor %}
