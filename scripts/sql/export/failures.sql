-- Salons whose windows could not be computed when last tried
-- grain: one row per sample
-- parameters: tenant_ids
-- reads: kpi_failure
-- why: it says 0 where nothing has failed, so that an alert ends
with failed as (
    select
        grains.granularity,
        count(distinct failure.tenant_id) as tenants,
        count(failure.tenant_id) as windows
    from unnest(array['hour', 'day', 'week', 'month']) as grains (granularity)
    left join kpi_failure as failure
        on
            grains.granularity = failure.granularity
            and failure.tenant_id = any({{ param('tenant_ids') }}::text[])
    group by grains.granularity
)

select
    sample.metric,
    'gauge' as type,
    sample.help,
    jsonb_build_object('grain', failed.granularity) as labels,
    sample.value
from failed
cross join lateral (
    values
    ('kpi_tool_failed_tenants', 'Tenants with a window that could not be computed.', failed.tenants),
    ('kpi_tool_failed_windows', 'Windows of tenants that could not be computed.', failed.windows)
) as sample (metric, help, value)
