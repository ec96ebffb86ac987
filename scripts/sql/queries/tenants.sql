-- The salons to work on: those named, else all that are neither archived nor deleted
-- grain: one row per tenant
-- parameters: tenant_ids (null: all active ones)
-- reads: kpi_tenant
select
    t.tenant_id,
    t.timezone,
    kpi_is_timezone(t.timezone) as is_known_timezone
from kpi_tenant as t
where
    t.tenant_id = any({{ param('tenant_ids') }}::text[])
    or ({{ param('tenant_ids') }}::text[] is null and t.is_active)
order by t.tenant_id collate "C"
