-- Zone, currency, grid, peak and chairs of each salon.
-- reads: kpi_demo.salon
-- writes: kpi_tenant_settings
-- why: Reykjavik sets only what differs from the defaults: it lives on UTC.

insert into kpi_tenant_settings (
    tenant_id,
    timezone,
    currency,
    slot_grid_minutes,
    peak_start,
    peak_end,
    chairs
)
select
    salon.tenant_id,
    salon.zone,
    salon.currency,
    salon.grid,
    salon.peak_start,
    salon.peak_end,
    salon.chairs
from kpi_demo.salon
where salon.zone <> 'UTC';

insert into kpi_tenant_settings (tenant_id, currency, chairs)
select
    salon.tenant_id,
    salon.currency,
    salon.chairs
from kpi_demo.salon
where salon.zone = 'UTC';
