-- The salons as the host's tenants, and one that left the platform.
-- reads: kpi_demo.salon
-- writes: tenants

insert into tenants (tenant_id, name, status, created_at, updated_at)
select
    salon.tenant_id,
    salon.name,
    'active' as status,
    salon.first_instant as created_at,
    salon.first_instant as updated_at
from kpi_demo.salon
union all
select
    'velvet-lisbon' as tenant_id,
    'Velvet Lisboa' as name,
    'archived' as status,
    timestamptz '2025-06-02 09:00:00+00' as created_at,
    timestamptz '2026-03-01 09:00:00+00' as updated_at;
