-- How the last run of each grain went that was to compute what is missing
-- grain: one row per sample
-- reads: kpi_run
-- why: a backfill says nothing of whether cron runs, nor does a run that found others at work
with ended as (
    select
        grains.granularity,
        last_run.*,
        extract(epoch from (
            select r.finished_at
            from kpi_run as r
            where
                r.granularity = grains.granularity
                and r.arguments ->> 'from' is null
                and r.outcome = 'done'
            order by r.started_at desc
            limit 1
        )) as done_at,
        (
            select count(*)
            from kpi_run as r
            where r.granularity = grains.granularity and r.outcome is null
        ) as running
    from unnest(array['hour', 'day', 'week', 'month']) as grains (granularity)
    cross join lateral (
        select
            extract(epoch from r.finished_at) as finished_at,
            extract(epoch from r.finished_at - r.started_at) as seconds,
            (r.outcome = 'done')::integer as is_done,
            r.windows,
            r.rows_written,
            r.tenants_failed
        from kpi_run as r
        where
            r.granularity = grains.granularity
            and r.arguments ->> 'from' is null
            and r.outcome in ('done', 'failed', 'interrupted', 'error', 'lost')
        order by r.started_at desc
        limit 1
    ) as last_run
)

select
    sample.metric,
    'gauge' as type,
    sample.help,
    jsonb_build_object('grain', ended.granularity) as labels,
    sample.value
from ended
cross join lateral (
    values
    ('kpi_tool_last_run_finished_timestamp_seconds', 'When the last run ended, however it went.', ended.finished_at),
    ('kpi_tool_last_run_duration_seconds', 'How long the last run took.', ended.seconds),
    ('kpi_tool_last_run_success', '1 if the last run computed every tenant, else 0.', ended.is_done),
    ('kpi_tool_last_run_windows', 'Windows of tenants that the last run computed.', ended.windows),
    ('kpi_tool_last_run_rows_written', 'Rows that changed by the last run.', ended.rows_written),
    ('kpi_tool_last_run_failed_tenants', 'Tenants that the last run could not compute.', ended.tenants_failed),
    (
        'kpi_tool_last_success_timestamp_seconds',
        'When the last run ended that computed every tenant.',
        ended.done_at
    ),
    ('kpi_tool_running_runs', 'Runs at work, or killed within the last day.', ended.running)
) as sample (metric, help, value)
where sample.value is not null
