-- Who is meant to see all salons, and sees none
-- grain: one row per kind of lack
-- why: a role without a policy of its own reads the one salon that it has named, and no error says so
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
with guarded as (
    select c.oid as relation, c.relname as name, c.relowner as owner, c.relacl as acl
    from pg_class as c
    where
        c.relnamespace = to_regnamespace(quote_ident(current_schema()))
        and c.relname ~ '^(staff_)?kpi_'
        and c.relname <> 'kpi_token'
        and c.relrowsecurity
),

sees_all as (
    select p.polrelid as relation, seer.role
    from pg_policy as p
    cross join unnest(p.polroles) as seer (role)
    where pg_get_expr(p.polqual, p.polrelid) = 'true'
)

select
    'fail' as severity,
    format('policies hide rows from the role %I in %s', current_user, {{ recent.examples('guarded.name') }}) as said,
    format('kpi-tool migrate as their owner, or grant kpi_writer to %I', current_user) as remedy
from guarded
where
    row_security_active(guarded.relation)
    and not exists (
        select from sees_all
        where sees_all.relation = guarded.relation and pg_has_role(sees_all.role, 'usage')
    )
having count(*) > 0
union all
select
    'info' as severity,
    format(
        'may read our tables, but only the rows of the salon named in kpi_tool.tenant_id: %s',
        {{ recent.examples('reader.rolname') }}
    ) as said,
    'grant kpi_analyst to ..., if they are to read all salons' as remedy
from (
    select distinct r.rolname
    from guarded
    cross join aclexplode(guarded.acl) as held
    inner join pg_roles as r on held.grantee = r.oid
    where
        held.privilege_type = 'SELECT'
        and r.rolname <> 'kpi_api'
        and not (r.rolsuper or r.rolbypassrls)
        and not exists (
            select from sees_all
            where sees_all.relation = guarded.relation and pg_has_role(r.oid, sees_all.role, 'usage')
        )
) as reader
having count(*) > 0
