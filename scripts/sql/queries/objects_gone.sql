-- Which of some views and functions do not exist, never having been made or dropped by somebody else
-- grain: one row per object
-- parameters: relations, routines
select relations.signature
from unnest({{ param('relations') }}::text[]) as relations (signature)
where to_regclass(relations.signature) is null
union all
select routines.signature
from unnest({{ param('routines') }}::text[]) as routines (signature)
where to_regprocedure(routines.signature) is null
