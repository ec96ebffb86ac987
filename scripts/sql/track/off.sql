-- Mark the changes of a table of the host no longer
-- shape: table_name
-- writes: kpi_tracked
drop function if exists kpi_track_{{ table_name }}(), kpi_track_{{ table_name }}_row() cascade;

delete from kpi_tracked
where kpi_tracked.table_name = '{{ table_name }}';
