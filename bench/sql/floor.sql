-- The floor: a bare scan and count of every source over one local day of each tenant, zone by zone
-- grain: one row per source and tenant
-- parameters: day
-- reads: tenants, kpi_tenant_settings, booking_events, appointments_map, message_log, job_log, audit_log, feedback,
--   stock_snapshot, inventory_ledger, kpi_integration_log, kpi_queue_sample
-- why: no rollup that reads these rows on one connection can be faster; a join with each tenant's window, or one window
--   that spans all zones, reads them in more time
with spans as (
    select
        array_agg(windows.tenant_id) as tenant_ids,
        windows.starts_at,
        windows.ends_at
    from (
        select
            tenants.tenant_id,
            %(day)s::date::timestamp at time zone coalesce(settings.timezone, 'UTC') as starts_at,
            (%(day)s::date + 1)::timestamp at time zone coalesce(settings.timezone, 'UTC') as ends_at
        from tenants
        left join kpi_tenant_settings as settings on settings.tenant_id = tenants.tenant_id
        where tenants.status not in ('archived', 'deleted')
    ) as windows
    group by windows.starts_at, windows.ends_at
)

select
    'booking_events' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from booking_events as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'appointments_map' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from appointments_map as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.start_at >= spans.starts_at
        and source.start_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'message_log' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from message_log as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'job_log' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from job_log as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'audit_log' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from audit_log as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'feedback' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from feedback as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'stock_snapshot' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from stock_snapshot as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'inventory_ledger' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from inventory_ledger as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'kpi_integration_log' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from kpi_integration_log as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.created_at >= spans.starts_at
        and source.created_at < spans.ends_at
    group by source.tenant_id
) as counted
union all
select
    'kpi_queue_sample' as source,
    counted.tenant_id,
    counted.found
from spans
cross join lateral (
    select
        source.tenant_id,
        count(*) as found
    from kpi_queue_sample as source
    where
        source.tenant_id = any(spans.tenant_ids)
        and source.sampled_at >= spans.starts_at
        and source.sampled_at < spans.ends_at
    group by source.tenant_id
) as counted
