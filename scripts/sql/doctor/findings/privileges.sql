-- What this role may not do and would have to
-- grain: one row per kind of lack
-- parameters: tables (of the host)
-- why: our views read the host's tables with the rights of their owner, who is the role that migrates
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
with owner as (
    select coalesce(
        (
            select c.relowner
            from pg_class as c
            where c.oid = to_regclass('kpi_source_tenants')
        ),
        to_regrole(quote_ident(current_user))
    ) as role
),

host as (
    select c.relname as name, c.oid as relation, c.relowner, c.relrowsecurity, c.relforcerowsecurity
    from unnest({{ param('tables') }}::text[]) as named (name)
    inner join pg_class as c on c.oid = to_regclass(quote_ident(named.name))
),

ours as (
    select c.relname as name, c.oid as relation, c.relkind
    from pg_class as c
    cross join owner
    where
        c.relnamespace = to_regnamespace(quote_ident(current_schema()))
        and c.relkind in ('r', 'p', 'v')
        and c.relname ~ '^(staff_)?kpi_'
        and c.relowner = owner.role
),

lacks as (
    select
        'fail' as severity,
        format('the role %s may not read', owner.role::regrole) as lack,
        host.name,
        format('grant select on ... to %s', owner.role::regrole) as remedy
    from host
    cross join owner
    where not has_table_privilege(owner.role, host.relation, 'select')
    union all
    select
        'fail' as severity,
        format('policies hide rows from the role %s in', owner.role::regrole) as lack,
        host.name,
        format('a policy that lets %s read all rows, or alter role ... bypassrls', owner.role::regrole) as remedy
    from host
    cross join owner
    inner join pg_roles as r on owner.role = r.oid
    where
        host.relrowsecurity
        and not (r.rolsuper or r.rolbypassrls)
        and (host.relforcerowsecurity or not pg_has_role(owner.role, host.relowner, 'usage'))
    union all
    select
        'fail' as severity,
        format('the role %I may not read', current_user) as lack,
        ours.name,
        format('grant kpi_analyst to %I', current_user) as remedy
    from ours
    where not has_table_privilege(ours.relation, 'select')
    union all
    select
        'fail' as severity,
        format('the role %I may not write', current_user) as lack,
        ours.name,
        format('grant kpi_writer to %I, if it is to roll up', current_user) as remedy
    from ours
    where
        ours.relkind <> 'v'
        and not (
            has_table_privilege(ours.relation, 'insert')
            and has_table_privilege(ours.relation, 'update')
            and has_table_privilege(ours.relation, 'delete')
        )
    union all
    select
        'info' as severity,
        format('the role %I may not create objects, as migrate does, in', current_user) as lack,
        current_schema() as name,
        'run migrate as the owner of our tables' as remedy
    where not has_schema_privilege(quote_ident(current_schema()), 'create')
    union all
    select
        'info' as severity,
        format('the role %I may not delete, as prune does, from', current_user) as lack,
        host.name,
        format('grant delete on ... to %I, if prune is to be used', current_user) as remedy
    from host
    where host.name in ('job_log', 'message_log') and not has_table_privilege(host.relation, 'delete')
)

select
    lacks.severity,
    format('%s %s', lacks.lack, {{ recent.examples('lacks.name') }}) as said,
    lacks.remedy
from lacks
group by lacks.severity, lacks.lack, lacks.remedy
union all
select
    'info' as severity,
    format('the role %I does not see how long others'' transactions have been writing', current_user) as said,
    format(
        'grant pg_read_all_stats to %I, else a row whose transaction took longer than KPI_TOOL_OVERLAP may go '
        || 'unnoticed', current_user
    ) as remedy
where not pg_has_role('pg_read_all_stats', 'usage')
order by severity, said
