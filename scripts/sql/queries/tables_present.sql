-- Which tables or views of a list exist where unqualified names are looked up
-- parameters: names
select wanted.name
from unnest({{ param('names') }}::text[]) as wanted (name)
where to_regclass(wanted.name) is not null
