-- Mark the changes of a table of the host no longer, until the next migrate
-- shape: table_name
drop function if exists kpi_track_{{ table_name }}(), kpi_track_{{ table_name }}_row() cascade;
