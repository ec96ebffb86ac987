-- Privileges that others hold on a view or function, as statements that give them back
-- grain: one row per grantee and privilege, and one that takes from the public what it has by default
-- parameters: relation, routine
with held as (
    select c.oid::regclass::text as object, '' as columns, c.relacl as acl, c.relowner as owner
    from pg_catalog.pg_class as c
    where c.oid = to_regclass({{ param('relation') }})
    union all
    select c.oid::regclass::text, format(' (%I)', a.attname), a.attacl, c.relowner
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid
    where c.oid = to_regclass({{ param('relation') }}) and not a.attisdropped
    union all
    select 'function ' || p.oid::regprocedure::text, '', p.proacl, p.proowner
    from pg_catalog.pg_proc as p
    where p.oid = to_regprocedure({{ param('routine') }})
)

select format('revoke all on %s from public', held.object) as statement
from held
where held.acl is not null and held.columns = ''
union all
select
    format(
        'grant %s%s on %s to %s%s', acl.privilege_type, held.columns, held.object,
        case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end,
        case when acl.is_grantable then ' with grant option' else '' end
    )
from held
cross join lateral aclexplode(held.acl) as acl
where acl.grantee <> held.owner
