-- What is wrong with a tenant that something is to be written for
-- object: function kpi_tenant_problem(text)
-- reads: kpi_source_tenants
create or replace function kpi_tenant_problem(tenant_id text) returns text
language sql stable
as $$
    select case
        when coalesce(kpi_tenant_problem.tenant_id, '') = '' then 'tenant_id is missing'
        when not exists (
            select from kpi_source_tenants as t
            where t.tenant_id = kpi_tenant_problem.tenant_id
        ) then format('unknown tenant: %s', left(kpi_tenant_problem.tenant_id, 100))
    end
$$;

comment on function kpi_tenant_problem(text) is 'Why nothing can be written for a tenant, by name; null: it can';
