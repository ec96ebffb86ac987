-- Forget the marks that have been seen
-- grain: one row per mark
-- parameters: next
-- writes: kpi_mark
-- why: as long as a run is at work that may not have seen the change, its mark is looked at again
delete from kpi_mark
where kpi_mark.marked_at < {{ param('next') }}::timestamptz
