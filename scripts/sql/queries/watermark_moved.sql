-- Changes have been looked for up to here
-- grain: one row
-- parameters: next
-- writes: kpi_watermark
update kpi_watermark
set seen_until = greatest(kpi_watermark.seen_until, {{ param('next') }}::timestamptz)
where kpi_watermark.name = 'sources'
