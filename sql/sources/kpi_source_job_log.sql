-- Queue jobs: a row an attempt, updated in place; giving up is one more row
-- object: view kpi_source_job_log
-- host table: job_log
{%- set t = host('job_log') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
{%- set queue = t.column('queue', type='text') %}
{%- set status = t.column('status', type='text') %}
{%- set payload = t.column('payload', type='jsonb') %}
create or replace view kpi_source_job_log as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ queue }} as queue,
    case
        when {{ status }} = 'dead' or {{ queue }} like 'queue:dead:%' then 'dead'
        when {{ status }} in ('processed', 'delivered') then 'delivered'
        when {{ status }} = 'accepted' then 'accepted'
        else 'in flight'
    end as outcome,
    {{ payload }} -> 'type' = '"reminder"'::jsonb as is_reminder,
    kpi_json_id({{ payload }}, 'bookingId') as booking_id,
    {{ created_at }} as created_at,
    {{ t.column('updated_at', type='timestamptz') }} as updated_at,
    coalesce({{ t.column('updated_at', type='timestamptz') }}, {{ created_at }}) as changed_at,
    {{ status }} as status
from {{ t }}
where {{ created_at }} > '-infinity' and {{ created_at }} < 'infinity';

comment on view kpi_source_job_log is 'The host''s job_log: queue, outcome, and what a reminder is about';
comment on column kpi_source_job_log.outcome is
    'dead, delivered, accepted or in flight; a logical message ends as one delivered or one dead row';
