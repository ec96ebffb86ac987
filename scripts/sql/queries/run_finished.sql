-- Enter how a run ended
-- grain: one row
-- parameters: run_id, outcome, tenants_failed, error
-- writes: kpi_run
update kpi_run
set
    finished_at = clock_timestamp(),
    outcome = {{ param('outcome') }}::text,
    tenants_failed = {{ param('tenants_failed') }}::integer,
    error = {{ param('error') }}::text
where kpi_run.run_id = {{ param('run_id') }}::text and kpi_run.outcome is null
