-- The time zone of a tenant, from our own tables; null: we know no such tenant
-- object: function kpi_zone_of(text)
-- reads: kpi_tenant_settings, kpi_coverage, kpi_history
-- why: who reads the numbers may have no right to read the host's table of tenants. Whoever has settings or was
--      considered by a rollup is known
create or replace function kpi_zone_of(tenant_id text) returns text
language sql stable parallel safe
as $$
    select coalesce(settings.timezone, 'UTC')
    from (select kpi_zone_of.tenant_id) as asked
    left join kpi_tenant_settings as settings on asked.tenant_id = settings.tenant_id
    where
        settings.tenant_id is not null
        or exists (
            select from kpi_coverage as coverage
            where coverage.tenant_id = asked.tenant_id
        )
        or exists (
            select from kpi_history as history
            where history.tenant_id = asked.tenant_id
        )
$$;

comment on function kpi_zone_of(text) is
    'The time zone of a tenant that has settings or was rolled up, else null; needs no table of the host';
