-- The salons to work on: those named, else all that are neither archived nor deleted
-- grain: one row per tenant
-- parameters: tenant_ids (null: all active ones)
-- reads: kpi_tenant
-- why: to judge a zone can be slow, and there are few of them
with chosen as (
    select t.tenant_id, t.timezone
    from kpi_tenant as t
    where
        t.tenant_id = any({{ param('tenant_ids') }}::text[])
        or ({{ param('tenant_ids') }}::text[] is null and t.is_active)
),

zones as materialized (
    select z.timezone, kpi_is_timezone(z.timezone) as is_known_timezone
    from (select distinct c.timezone from chosen as c) as z
)

select c.tenant_id, c.timezone, z.is_known_timezone
from chosen as c
inner join zones as z on c.timezone = z.timezone
order by c.tenant_id collate "C"
