-- The local days that a run covers, as instants
-- grain: one row per tenant and local day
select
    tenants.tenant_id,
    date '{{ var("from_day") }}' + n as day,
    (date '{{ var("from_day") }}' + n)::timestamp at time zone coalesce(settings.timezone, 'UTC') as starts_at,
    (date '{{ var("from_day") }}' + n + 1)::timestamp at time zone coalesce(settings.timezone, 'UTC') as ends_at
from {{ source('platform', 'tenants') }} as tenants
left join {{ source('platform', 'kpi_tenant_settings') }} as settings on settings.tenant_id = tenants.tenant_id
cross join generate_series(0, date '{{ var("to_day") }}' - date '{{ var("from_day") }}') as n
where tenants.status not in ('archived', 'deleted')
