-- Tables of the host that Postgres has no statistics of: it plans blindly there, and may take many times as long
-- grain: one row per table
-- parameters: tables
select c.relname as table_name
from pg_class as c
where
    c.oid = any(array(select to_regclass(quote_ident(name)) from unnest({{ param('tables') }}::text[]) as name))
    and c.relkind in ('r', 'p', 'm')
    and c.reltuples < 0
order by c.relname
