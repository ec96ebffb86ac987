-- Add what has been published to its run
-- grain: one row
-- parameters: run_id, windows, rows_written
-- writes: kpi_run
-- why: last of its transaction, because the other workers of the run add to the same row
update kpi_run
set
    windows = kpi_run.windows + {{ param('windows') }}::bigint,
    rows_written = kpi_run.rows_written + {{ param('rows_written') }}::bigint,
    seen_at = clock_timestamp()
where kpi_run.run_id = {{ param('run_id') }}::text
