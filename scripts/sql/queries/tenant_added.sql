-- Give a tenant a row of settings, with the defaults, if it has none
-- grain: at most one row
-- parameters: tenant_id
-- writes: kpi_tenant_settings
insert into kpi_tenant_settings (tenant_id)
values ({{ param('tenant_id') }}::text)
on conflict (tenant_id) do nothing
