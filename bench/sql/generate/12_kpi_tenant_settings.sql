-- Tenants' settings: a zone for each, a currency for nine in ten
-- reads: pg_temp.salons
-- writes: kpi_tenant_settings
insert into kpi_tenant_settings (tenant_id, timezone, currency, slot_grid_minutes, chairs)
select
    tenant_id,
    zone,
    case when pg_temp.unit(t, 'any currency') >= 0.1 then currency end,
    case when pg_temp.unit(t, 'grid') < 0.2 then 30 else 15 end,
    4 + pg_temp.pick(t, 'chairs', 7)
from pg_temp.salons
order by t
