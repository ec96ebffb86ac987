-- When a run of each grain was last at work, and how it ended
-- grain: one row per grain that has been run
-- reads: kpi_run
-- why: the API's role may read these columns and no other, which name salons
select
    last_run.granularity,
    last_run.started_at,
    last_run.seen_at,
    coalesce(last_run.outcome, 'running') as outcome
from unnest(array['hour', 'day', 'week', 'month']) with ordinality as grains (granularity, position)
cross join lateral (
    select r.granularity, r.started_at, r.seen_at, r.outcome
    from kpi_run as r
    where r.granularity = grains.granularity
    order by r.started_at desc
    limit 1
) as last_run
order by grains.position
