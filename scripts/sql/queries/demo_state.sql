-- What a database holds of the demo, so that it never mixes with somebody's tables
-- grain: one row
-- parameters: tables
select
    exists(
        select from unnest({{ param('tables') }}::text[]) as host (name)
        where to_regclass(host.name) is not null
    ) as has_host_tables,
    coalesce(obj_description(to_regclass('tenants'), 'pg_class') = 'kpi-tool demo', false) as is_demo
