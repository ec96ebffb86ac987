-- Roles that are missing, as statements that create them
-- grain: one row per role
-- why: roles are the cluster's, and not everybody may create them: where this role may not, a DBA must
select
    format('create role %I nologin', named.role) as statement,
    (
        select me.rolsuper or me.rolcreaterole
        from pg_roles as me
        where me.rolname = current_user
    ) as is_allowed
from unnest(array['kpi_writer', 'kpi_api', 'kpi_analyst']) with ordinality as named (role, place)
where to_regrole(named.role) is null
order by named.place
