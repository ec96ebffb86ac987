-- Columns of the host's tables, as its catalog has them today
-- grain: one row per column
-- parameters: tables
select
    host.name as table_name,
    columns.attname as column_name,
    format_type(columns.atttypid, null) as type_name,
    exists (
        select from pg_class as c
        where c.oid = columns.attrelid and c.relkind = 'p'
    )
    or exists (
        select from pg_inherits as i
        where i.inhparent = columns.attrelid
    ) as has_children
from unnest({{ param('tables') }}::text[]) as host (name)
inner join pg_catalog.pg_attribute as columns on columns.attrelid = to_regclass(host.name)
where columns.attnum > 0 and not columns.attisdropped
