-- Delete, or count, rows of the host's that are behind what has been published of them
-- grain: one row per batch
-- shape: source (the table); dry_run (count all of them)
-- parameters: tenant_ids, as_of, keep_days, most
-- reads: message_log, job_log, kpi_mark, kpi_seal, kpi_coverage, kpi_tenant, kpi_source_appointments_map
-- writes: message_log, job_log
-- why: few rows at a time, and none that somebody holds, so that no writer waits. A reminder stays while an appointment
--      of its booking is not sealed: that day's reminderAutomationRate needs it
{%- set t = host(source) %}
{%- set payload = t.column('payload', type='jsonb') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
{%- set rows %}
    select {{ t }}.id, {{ t }}.tenant_id, {{ t }}.created_at
    from kpi_tenant as tenants
    inner join kpi_coverage as days on tenants.tenant_id = days.tenant_id and days.granularity = 'day'
    inner join kpi_seal as seals on tenants.tenant_id = seals.tenant_id and seals.source = '{{ source }}'
    cross join lateral unnest(
        seals.sealed
        * days.good
        * tstzmultirange(tstzrange(null, kpi_day_start(
            ({{ param('as_of') }}::timestamptz at time zone tenants.timezone)::date - {{ param('keep_days') }}::integer,
            tenants.timezone
        )))
    ) as spans (span)
    inner join {{ t }}
        on tenants.tenant_id = {{ t.column('tenant_id', type='text') }}
        and {{ created_at }} >= lower(spans.span)
        and {{ created_at }} < upper(spans.span)
    where
        tenants.tenant_id = any({{ param('tenant_ids') }}::text[])
        -- What a trigger has just marked, nobody has counted.
        and not exists (
            select from kpi_mark as marks
            where marks.tenant_id = tenants.tenant_id and marks.instants @> {{ created_at }}
        )
        {%- if source == 'job_log' %}
        and (
            ({{ payload }} -> 'type' = '"reminder"'::jsonb) is not true
            or not exists (
                select from kpi_source_appointments_map as appointment
                where
                    appointment.tenant_id = tenants.tenant_id
                    and appointment.booking_id = kpi_json_id({{ payload }}, 'bookingId')
                    and appointment.booking_id <> ''
                    and appointment.start_at > '-infinity'
                    and not seals.sealed @> appointment.start_at
            )
        )
        {%- endif %}
{%- endset %}
{%- if dry_run %}
select count(*) as rows
from (
{{ rows }}
) as prunable
{%- else %}
delete from {{ t }} as pruned
using (
{{ rows }}
    limit {{ param('most') }}::integer
    for update of {{ t }} skip locked
) as prunable
where
    pruned.id = prunable.id
    and pruned.tenant_id = prunable.tenant_id
    and pruned.created_at = prunable.created_at
{%- endif %}
