-- How many rows are past their age but stay, and why
-- grain: one row
-- shape: source (the table)
-- parameters: tenant_ids, as_of, keep_days
-- reads: message_log, job_log, kpi_tenant, kpi_seal
-- why: what is nobody's is never published, so that it is never deleted behind anything
{%- set t = host(source) %}
{%- set tenant_id = t.column('tenant_id', type='text') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
select
    coalesce(sum(old.unpublished), 0) as unpublished,
    coalesce(sum(old.awaited), 0) as awaited,
    (
        select count(*)
        from {{ t }}
        where
            ({{ tenant_id }} = any({{ param('tenant_ids') }}::text[])) is not true
            and {{ created_at }} < {{ param('as_of') }}::timestamptz
            - make_interval(hours => 24 * {{ param('keep_days') }}::integer)
    ) as nobodys
from kpi_tenant as tenants
left join kpi_seal as seals on tenants.tenant_id = seals.tenant_id and seals.source = '{{ source }}'
cross join lateral (
    select
        count(*) filter (where (seals.sealed @> {{ created_at }}) is not true) as unpublished,
        count(*) filter (where seals.sealed @> {{ created_at }}) as awaited
    from {{ t }}
    where
        {{ tenant_id }} = tenants.tenant_id
        and {{ created_at }} < kpi_day_start(
            ({{ param('as_of') }}::timestamptz at time zone tenants.timezone)::date - {{ param('keep_days') }}::integer,
            tenants.timezone
        )
) as old
where tenants.tenant_id = any({{ param('tenant_ids') }}::text[])
