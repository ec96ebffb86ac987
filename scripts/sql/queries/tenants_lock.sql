-- Take those tenants for a grain that no other run is at work on; the locks go with the transaction
-- grain: one row per tenant taken
-- shape: grain; wait (until they are free)
-- parameters: tenant_ids
-- why: who computes later must publish later, or old counters stay. Weeks and months share the lock of their days
{%- set key = "hashtextextended('kpi-tool " ~ ('hour ' if grain == 'hour' else 'day ') ~ "' || tenants.tenant_id, 0)" %}
select
    tenants.tenant_id,
    {%- if wait %}
    pg_advisory_xact_lock({{ key }}) as locked,
    {%- endif %}
    transaction_timestamp() as computed_at,
    -- Makes this a transaction that is writing, before it reads: whoever looks for changes waits for it.
    pg_current_xact_id()::text as transaction_id
from (
    select distinct ids.tenant_id
    from unnest({{ param('tenant_ids') }}::text[]) as ids (tenant_id)
    order by ids.tenant_id
) as tenants
{%- if not wait %}
where pg_try_advisory_xact_lock({{ key }})
{%- endif %}
