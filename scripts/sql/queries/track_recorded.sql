-- Take note of what the triggers of a table are
-- grain: one row
-- parameters: table_name, definition
-- writes: kpi_tracked
update kpi_tracked
set definition = {{ param('definition') }}::text
where kpi_tracked.table_name = {{ param('table_name') }}::text
