-- Policies that are missing, or were made for a former owner, as statements that mend them
-- grain: one row per table and policy
-- why: a table gets another owner by `alter table` or by a restore; forced row security would hide all rows from him
with guarded as (
    select
        c.oid as relation,
        c.relname as name,
        c.relowner as owner,
        format('%I.%I', current_schema(), c.relname) as qualified
    from pg_class as c
    where
        c.relnamespace = to_regnamespace(quote_ident(current_schema()))
        and c.relname ~ '^(staff_)?kpi_'
        and c.relforcerowsecurity
),

wanted as (
    select g.*, 'kpi_owner' as policy, pg_get_userbyid(g.owner)::text as role, 'all' as command
    from guarded as g
    union all
    select g.*, roles.role as policy, roles.role, roles.command
    from guarded as g
    cross join (values ('kpi_writer', 'all'), ('kpi_analyst', 'select')) as roles (role, command)
    where g.name <> 'kpi_token'
)

select
    case
        when known.oid is null
            then format(
                'create policy %I on %s for %s to %I using (true)',
                wanted.policy, wanted.qualified, wanted.command, wanted.role
            )
        else format('alter policy %I on %s to %I', wanted.policy, wanted.qualified, wanted.role)
    end as statement,
    (to_regrole(quote_ident(wanted.role)) is not null and pg_has_role(wanted.owner, 'usage')) as is_allowed
from wanted
left join pg_policy as known on wanted.relation = known.polrelid and wanted.policy = known.polname
where known.oid is null or known.polroles <> array[to_regrole(quote_ident(wanted.role))::oid]
order by wanted.name, wanted.policy
