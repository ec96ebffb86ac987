-- Clear the stage of a batch that is published
-- grain: all staged rows of the batch
-- parameters: run_id
-- writes: kpi_stage
delete from kpi_stage as staged
where staged.run_id = {{ param('run_id') }}::text
