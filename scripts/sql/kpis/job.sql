-- Queue jobs by their outcome: one logical message ends as one delivered or one dead row
-- grain: one row per job that ended, and per reminder job
-- counters: sends_delivered T by channel, sends_accepted T by channel, sends_dead T by channel,
--     reminders_delivered T, reminders_accepted T, reminders_dead T, reminder_jobs_linked T,
--     jobs_finished T by queue, jobs_dead T by queue
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_job_log
{%- import 'scripts/sql/_windows.sql' as w %}
select
    j.tenant_id,
    null::text as staff_id,
    j.created_at as at,
    j.day_start,
    'job_log' as source_table,
    j.id as source_id,
    coalesce(nullif(j.channel, ''), 'unknown') as channel,
    coalesce(nullif(j.queue, ''), 'unknown') as queue,
    (j.channel is not null and j.outcome = 'delivered')::integer as sends_delivered,
    (j.channel is not null and j.outcome = 'accepted')::integer as sends_accepted,
    (j.channel is not null and j.outcome = 'dead')::integer as sends_dead,
    (j.is_linked is not null and j.outcome = 'delivered')::integer as reminders_delivered,
    (j.is_linked is not null and j.outcome = 'accepted')::integer as reminders_accepted,
    (j.is_linked is not null and j.outcome = 'dead')::integer as reminders_dead,
    coalesce(j.is_linked, false)::integer as reminder_jobs_linked,
    (j.outcome in ('delivered', 'dead'))::integer as jobs_finished,
    (j.outcome = 'dead')::integer as jobs_dead
from (
    select
        source.tenant_id,
        source.id,
        source.created_at,
        source.queue,
        -- Null: no reminder. Asked once, it costs half.
        case when source.is_reminder then source.booking_id is not null end as is_linked,
        s.day_start,
        case
            when source.queue like 'queue:send:%' then substr(source.queue, 12)
            when source.queue like 'queue:dead:send:%' then substr(source.queue, 17)
        end as channel,
        source.outcome
    from {{ w.scans() }} as s
    inner join kpi_source_job_log as source
        on source.tenant_id = any(s.tenant_ids)
        and source.created_at >= s.span_start
        and source.created_at < s.span_end
    {{ w.fence() }}
) as j
where j.outcome <> 'in flight' or j.is_linked is not null
