-- How the last run of each grain went that was to compute what is missing
-- grain: one row per grain that has been run
-- reads: kpi_run
select
    last_run.granularity,
    last_run.started_at,
    last_run.seen_at,
    coalesce(last_run.outcome, 'running') as outcome,
    last_run.windows,
    last_run.tenants_failed,
    last_run.error
from unnest(array['hour', 'day', 'week', 'month']) with ordinality as grains (granularity, position)
cross join lateral (
    select r.*
    from kpi_run as r
    -- A backfill says nothing of whether cron runs.
    where r.granularity = grains.granularity and r.arguments ->> 'from' is null
    order by r.started_at desc
    limit 1
) as last_run
order by grains.position
