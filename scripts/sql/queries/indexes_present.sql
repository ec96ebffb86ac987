-- Which of some indexes are there, and whether they are valid: one whose making was interrupted is not
-- grain: one row per index that is there
-- parameters: names
select c.relname as name, t.relname as table_name, i.indisvalid as is_valid
from pg_index as i
inner join pg_class as c on i.indexrelid = c.oid
inner join pg_class as t on i.indrelid = t.oid
where i.indexrelid = any(array(select to_regclass(quote_ident(name)) from unnest({{ param('names') }}::text[]) as name))
