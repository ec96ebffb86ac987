-- Enter a run into the ledger, and find since when windows count as done for it
-- grain: one row
-- shape: dated (it goes on where the last one that asked for the same was cut short, else beside those at work)
-- parameters: run_id, arguments, granularity, as_of, definition, anew (it goes on with nothing), launched_ago (seconds;
--     where not dated)
-- reads: kpi_run
-- writes: kpi_run
insert into kpi_run (
    run_id, arguments, granularity, as_of, definition, started_at, done_since, seen_at, windows, rows_written,
    tenants_failed
)
select
    {{ param('run_id') }}::text as run_id,
    {{ param('arguments') }}::jsonb as arguments,
    {{ param('granularity') }}::text as granularity,
    {{ param('as_of') }}::timestamptz as as_of,
    {{ param('definition') }}::text as definition,
    transaction_timestamp() as started_at,
    least(transaction_timestamp(), (
        {%- if dated %}
        select case
            when runs.outcome is null or runs.outcome in ('interrupted', 'error', 'lost') then runs.done_since
        end
        from kpi_run as runs
        where
            not {{ param('anew') }}::boolean
            and runs.arguments = {{ param('arguments') }}::jsonb
            and runs.definition = {{ param('definition') }}::text
            and runs.outcome is distinct from 'busy'
        order by runs.started_at desc
        limit 1
        {%- else %}
        select min(runs.started_at)
        from kpi_run as runs
        where
            not {{ param('anew') }}::boolean
            and runs.granularity = {{ param('granularity') }}::text
            and (
                (runs.outcome is null and runs.seen_at > transaction_timestamp() - interval '10 minutes')
                or runs.finished_at
                > transaction_timestamp() - make_interval(secs => {{ param('launched_ago') }}::double precision)
            )
        {%- endif %}
    )) as done_since,
    transaction_timestamp() as seen_at,
    0 as windows,
    0 as rows_written,
    0 as tenants_failed
returning started_at, done_since
