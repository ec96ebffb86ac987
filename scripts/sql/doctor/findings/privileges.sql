-- What this role may not do and would have to
-- grain: one row per lack
-- parameters: tables (of the host)
with host as (
    select named.name, to_regclass(quote_ident(named.name)) as relation
    from unnest({{ param('tables') }}::text[]) as named (name)
),

ours as (
    select c.relname as name, c.oid as relation
    from pg_class as c
    where
        c.relnamespace = to_regnamespace(current_schema())
        and c.relkind in ('r', 'p')
        and starts_with(c.relname, 'kpi_') or c.oid = to_regclass('staff_kpi_rollup')
)

select
    'fail' as severity,
    format('the role %I may not read %I', current_user, host.name) as said,
    format('grant select on %I to %I;', host.name, current_user) as remedy
from host
where host.relation is not null and not has_table_privilege(host.relation, 'select')
union all
select
    'fail' as severity,
    format('policies of %I hide rows from the role %I', host.name, current_user) as said,
    format('alter role %I bypassrls;', current_user) as remedy
from host
where host.relation is not null and row_security_active(host.relation)
union all
select
    'fail' as severity,
    format('the role %I may not write %I', current_user, ours.name) as said,
    format('grant select, insert, update, delete on %I to %I;', ours.name, current_user) as remedy
from ours
where not (
    has_table_privilege(ours.relation, 'insert')
    and has_table_privilege(ours.relation, 'update')
    and has_table_privilege(ours.relation, 'delete')
)
union all
select
    'warn' as severity,
    format('the role %I may not create objects in %I, as migrate does', current_user, current_schema()) as said,
    format('grant create on schema %I to %I;', current_schema(), current_user) as remedy
where not has_schema_privilege(current_schema(), 'create')
union all
select
    'info' as severity,
    format('the role %I does not see how long others'' transactions have been writing', current_user) as said,
    format(
        'grant pg_read_all_stats to %I; without it a row may go unnoticed whose transaction took longer than '
        || 'KPI_TOOL_OVERLAP', current_user
    ) as remedy
where not pg_has_role('pg_read_all_stats', 'usage')
union all
select
    'info' as severity,
    format('the role %I may not delete from %I, as prune does', current_user, host.name) as said,
    format('grant delete on %I to %I; if prune is to be used', host.name, current_user) as remedy
from host
where
    host.name in ('job_log', 'message_log')
    and host.relation is not null
    and not has_table_privilege(host.relation, 'delete')
order by severity, said
