-- The salons that have something published
-- grain: one row per tenant
-- reads: kpi_tenant, kpi_coverage
-- why: archived ones, too; a zone that the server knows no longer has no days
with zones as materialized (
    select z.timezone, kpi_is_timezone(z.timezone) as is_known_timezone
    from (select distinct t.timezone from kpi_tenant as t) as z
)

select tenants.tenant_id
from kpi_tenant as tenants
inner join kpi_coverage as days on tenants.tenant_id = days.tenant_id and days.granularity = 'day'
inner join zones on tenants.timezone = zones.timezone and zones.is_known_timezone
order by tenants.tenant_id
