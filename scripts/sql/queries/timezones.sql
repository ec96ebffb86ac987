-- The time zones that the server knows
-- grain: one row per name
select z.name
from pg_timezone_names as z
where z.name not like 'posix%'
order by z.name
