-- End one of our backends
-- grain: one row
select pg_terminate_backend(a.pid)
from pg_stat_activity as a
where a.application_name = 'kpi-tool' and a.datname = current_database()
order by random()
limit 1
