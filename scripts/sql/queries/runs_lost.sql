-- Close the entries of runs that were killed: nothing has been seen of them for a day
-- grain: one row per run
-- writes: kpi_run
update kpi_run
set
    finished_at = clock_timestamp(),
    outcome = 'lost'
where kpi_run.outcome is null and kpi_run.seen_at < clock_timestamp() - interval '24 hours'
