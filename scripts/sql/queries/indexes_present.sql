-- How many of some indexes are there and valid
-- grain: one row
-- parameters: names
select count(*) as present
from pg_index as i
where
    i.indexrelid = any(array(select to_regclass(quote_ident(name)) from unnest({{ param('names') }}::text[]) as name))
    and i.indisvalid
