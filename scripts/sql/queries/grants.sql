-- Privileges that others hold on a view or function, as statements that give them back
-- grain: one row per grantee and privilege
-- parameters: relation, routine
with held as (
    select c.oid::regclass::text as object, c.relacl as acl, c.relowner as owner
    from pg_catalog.pg_class as c
    where c.oid = to_regclass({{ param('relation') }})
    union all
    select 'function ' || p.oid::regprocedure::text, p.proacl, p.proowner
    from pg_catalog.pg_proc as p
    where p.oid = to_regprocedure({{ param('routine') }})
)

select
    format(
        'grant %s on %s to %s%s', acl.privilege_type, held.object,
        case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end,
        case when acl.is_grantable then ' with grant option' else '' end
    ) as statement
from held
cross join lateral aclexplode(held.acl) as acl
where acl.grantee <> held.owner
