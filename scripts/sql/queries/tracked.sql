-- Whose changes are marked, and how many marks wait for the next look
-- grain: one row per table
-- parameters: tables, triggers (their names)
-- reads: kpi_tracked, kpi_mark
select
    asked.table_name,
    tracked.tracked_since,
    tracked.definition,
    (
        select count(*)
        from pg_trigger as t
        where
            t.tgrelid = to_regclass(asked.table_name)
            and t.tgname = any({{ param('triggers') }}::text[])
            and t.tgenabled in ('O', 'A')
    ) as triggers,
    (
        select count(*)
        from kpi_mark as marks
        where marks.source = asked.table_name
    ) as marks
from unnest({{ param('tables') }}::text[]) as asked (table_name)
left join kpi_tracked as tracked on asked.table_name = tracked.table_name
order by asked.table_name
