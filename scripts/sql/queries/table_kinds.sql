-- What the host's tables are: tables, views, ...
-- grain: one row per table that exists
-- parameters: tables
select
    named.name as table_name,
    c.relkind::text as kind
from unnest({{ param('tables') }}::text[]) as named (name)
inner join pg_class as c on c.oid = to_regclass(quote_ident(named.name))
