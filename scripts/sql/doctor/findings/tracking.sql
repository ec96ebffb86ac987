-- Tables that are to be tracked and are not, and marks that nobody takes
-- grain: one row per table, and one for the marks
-- parameters: triggers (their names)
-- reads: kpi_tracked, kpi_mark
select
    'fail' as severity,
    format('%s is tracked by %s triggers of four: changes go unnoticed', tracked.table_name, made.triggers) as said,
    'kpi-tool migrate makes them anew' as remedy
from kpi_tracked as tracked
cross join lateral (
    select count(*) as triggers
    from pg_trigger as t
    where
        t.tgrelid = to_regclass(quote_ident(tracked.table_name))
        and t.tgname = any({{ param('triggers') }}::text[])
        and t.tgenabled in ('O', 'A')
) as made
where
    made.triggers < cardinality({{ param('triggers') }}::text[])
    and to_regclass(quote_ident(tracked.table_name)) is not null
union all
select
    'warn' as severity,
    format('changes that are marked and that no run has looked at: %s', count(*)) as said,
    'is cron running? kpi-tool status tells; kpi-tool rollup --period day looks at them' as remedy
from kpi_mark
having count(*) > 100000
