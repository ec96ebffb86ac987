-- How far windows are good, by grain, over all salons
-- grain: one row per sample
-- parameters: tenant_ids, timezones, as_of
-- reads: kpi_coverage, kpi_history, kpi_ledger, kpi_failure, kpi_seal, kpi_retention
-- why: it sums up what status says of each salon
with states as materialized (
{% include 'scripts/sql/queries/status.sql' %}
),

grains as (
    select
        names.granularity,
        extract(epoch from min(states.good_until)) as oldest_good,
        extract(epoch from max(states.good_until)) as newest_good,
        extract(epoch from min(states.missing_since)) as oldest_missing,
        count(*) filter (
            where states.missing_since < {{ param('as_of') }}::timestamptz - case names.granularity
                when 'hour' then interval '2 hours'
                else interval '24 hours'
            end
        ) as stale_tenants,
        cardinality({{ param('tenant_ids') }}::text[]) - count(states.tenant_id) as tenants_without,
        sum(states.missing) as missing,
        sum(states.dirty) as dirty,
        sum(states.provisional) as provisional
    from unnest(array['hour', 'day', 'week', 'month']) as names (granularity)
    left join states on names.granularity = states.granularity
    group by names.granularity
    -- Who rolls up no hours is behind with none, but everybody has days.
    having count(states.tenant_id) > 0 or names.granularity = 'day'
)

select
    sample.metric,
    'gauge' as type,
    sample.help,
    jsonb_build_object('grain', grains.granularity) as labels,
    sample.value
from grains
cross join lateral (
    values
    (
        'kpi_tool_good_until_oldest_timestamp_seconds',
        'End of the last good window of the tenant that is furthest behind.',
        grains.oldest_good
    ),
    (
        'kpi_tool_good_until_newest_timestamp_seconds',
        'End of the last good window of the tenant that is furthest ahead.',
        grains.newest_good
    ),
    (
        'kpi_tool_oldest_missing_window_timestamp_seconds',
        'When the oldest closed window ended that is not good; absent where none is missing.',
        grains.oldest_missing
    ),
    (
        'kpi_tool_stale_tenants',
        'Tenants with a closed window missing for over 24 hours (of hours: 2 hours).',
        grains.stale_tenants
    ),
    (
        'kpi_tool_never_rolled_up_tenants',
        'Active tenants of which nothing was ever computed, in a grain that is in use.',
        grains.tenants_without
    ),
    ('kpi_tool_missing_windows', 'Closed windows of tenants that are not good.', grains.missing),
    (
        'kpi_tool_dirty_windows',
        'Of the missing windows, those that are stored: their sources have changed since.',
        grains.dirty
    ),
    (
        'kpi_tool_provisional_windows',
        'Stored windows that were not over when they were computed.',
        grains.provisional
    )
) as sample (metric, help, value)
where sample.value is not null
