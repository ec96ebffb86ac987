-- Columns of the host's tables, as its catalog has them today
-- grain: one row per column
-- parameters: tables
select
    host.name as table_name,
    columns.attname as column_name,
    format_type(columns.atttypid, null) as type_name,
    relation.relkind::text as kind,
    relation.relkind = 'p' or exists (
        select from pg_inherits as i
        where i.inhparent = relation.oid
    ) as has_children
from unnest({{ param('tables') }}::text[]) as host (name)
inner join pg_catalog.pg_class as relation on relation.oid = to_regclass(host.name)
inner join pg_catalog.pg_attribute as columns on relation.oid = columns.attrelid
where columns.attnum > 0 and not columns.attisdropped
