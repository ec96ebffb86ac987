-- The salons' services and staff, as the host keeps them: one JSON a tenant.
-- reads: kpi_demo.service, kpi_demo.staff, kpi_demo.salon
-- writes: tenant_config
-- why: the archived tenant's config is no object: a config may be any JSON at all.

insert into tenant_config (tenant_id, config, updated_at)
with service_lists as (
    select
        tenant_id,
        jsonb_object_agg(
            service_id,
            jsonb_build_object(
                'name', name,
                'durationMinutes', minutes,
                'bufferMinutes', buffer,
                'gridMinutes', grid,
                'price', price
            )
        ) as services
    from kpi_demo.service
    group by tenant_id
),

staff_lists as (
    select
        tenant_id,
        jsonb_object_agg(staff_id, jsonb_build_object('name', name)) as staff
    from kpi_demo.staff
    group by tenant_id
)

select
    salon.tenant_id,
    jsonb_build_object(
        'services', service_lists.services,
        'staff', staff_lists.staff,
        'channels', to_jsonb(salon.channels)
    ) as config,
    salon.first_instant as updated_at
from kpi_demo.salon
inner join service_lists on salon.tenant_id = service_lists.tenant_id
inner join staff_lists on salon.tenant_id = staff_lists.tenant_id
union all
select
    'velvet-lisbon' as tenant_id,
    '["imported by hand", 2025]'::jsonb as config,
    timestamptz '2025-06-02 09:00:00+00' as updated_at;
