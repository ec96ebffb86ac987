-- Each salon's services, as far as their configuration can be read
-- object: view kpi_service
-- reads: kpi_source_tenant_config
create or replace view kpi_service with (security_invoker = true) as
select
    service.tenant_id,
    service.service_id,
    case when service.duration between 1 and 1440 then service.duration end as duration_minutes,
    case when service.buffer between 0 and 1440 then service.buffer end as buffer_minutes,
    case when service.grid between 1 and 1440 then service.grid end as grid_minutes
from (
    select
        config.tenant_id,
        entry.key as service_id,
        kpi_json_number(entry.value -> 'durationMinutes') as duration,
        kpi_json_number(entry.value -> 'bufferMinutes') as buffer,
        kpi_json_number(entry.value -> 'gridMinutes') as grid
    from kpi_source_tenant_config as config
    cross join lateral jsonb_each(
        case when jsonb_typeof(config.services) = 'object' then config.services end
    ) as entry (key, value)
) as service;

comment on view kpi_service is
    'One row per tenant and service; what is missing or out of range in tenant_config is null';
comment on column kpi_service.duration_minutes is '1 to 1440';
comment on column kpi_service.buffer_minutes is 'Minutes after the service until the chair is free, 0 to 1440';
comment on column kpi_service.grid_minutes is 'The service''s own slot grid, 1 to 1440';
