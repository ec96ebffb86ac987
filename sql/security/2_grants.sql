-- Privileges that the roles lack, as statements that grant them
-- grain: one row per role and schema, table or view
-- parameters: views (of ours), sources (those that read the host's tables with their owner's rights)
-- why: kpi_token is in no list: kpi_authenticate says whether a token is good. Of kpi_retention and kpi_run the API
--      reads what it needs, and no column that names a salon
with listed (name, writer, api) as (
    values
    ('kpi_coverage', 'select, insert, update, delete', 'select'),
    ('kpi_failure', 'select, insert, update, delete', null),
    ('kpi_history', 'select, insert, update, delete', 'select'),
    ('kpi_ignored_webhook', 'select, insert, update, delete', null),
    ('kpi_integration_log', 'select, insert, update, delete', null),
    ('kpi_ledger', 'select, insert, update, delete', 'select'),
    ('kpi_mark', 'select, insert, update, delete', null),
    ('kpi_metric', 'select', 'select'),
    ('kpi_migration', 'select', 'select'),
    ('kpi_opening_hours', 'select, insert, update, delete', null),
    ('kpi_queue_sample', 'select, insert, update, delete', null),
    ('kpi_repeatable', 'select', 'select'),
    ('kpi_required_event', 'select', null),
    ('kpi_retention', 'select, insert, update, delete', 'select (source), select (deleted)'),
    ('kpi_rollup', 'select, insert, update, delete', 'select'),
    (
        'kpi_run', 'select, insert, update, delete',
        'select (granularity), select (started_at), select (seen_at), select (outcome)'
    ),
    ('kpi_seal', 'select, insert, update, delete', 'select'),
    ('kpi_staff_schedule', 'select, insert, update, delete', 'select'),
    ('kpi_staff_time_off', 'select, insert, update, delete', null),
    ('kpi_stage', 'select, insert, update, delete', null),
    ('kpi_tenant_settings', 'select, insert, update, delete', 'select'),
    ('kpi_tracked', 'select', null),
    ('kpi_watermark', 'select, insert, update, delete', null),
    ('staff_kpi_rollup', 'select, insert, update, delete', 'select')
),

wanted as (
    select 'kpi_writer' as role, listed.name, listed.writer as privileges
    from listed
    union all
    select 'kpi_api' as role, listed.name, listed.api as privileges
    from listed
    where listed.api is not null
    union all
    select 'kpi_analyst' as role, listed.name, 'select' as privileges
    from listed
    union all
    select reader.role, made.name, 'select' as privileges
    from unnest({{ param('views') }}::text[]) as made (name)
    cross join (values ('kpi_writer'), ('kpi_analyst')) as reader (role)
    union all
    select 'kpi_writer' as role, made.name, 'select' as privileges
    from unnest({{ param('sources') }}::text[]) as made (name)
),

lacking as (
    select
        wanted.role,
        c.relowner as owner,
        format('%I.%I', current_schema(), wanted.name) as object,
        string_agg(privilege.name, ', ' order by privilege.place) as privileges
    from wanted
    inner join pg_class as c on c.oid = to_regclass(format('%I.%I', current_schema(), wanted.name))
    cross join unnest(string_to_array(wanted.privileges, ', ')) with ordinality as privilege (name, place)
    where
        case
            when privilege.name like '%(%' then has_column_privilege(
                to_regrole(wanted.role), c.oid, substring(privilege.name from '\((\w+)\)'), 'select'
            )
            else has_table_privilege(to_regrole(wanted.role), c.oid, privilege.name)
        end is not true
    group by wanted.role, c.relowner, wanted.name
    union all
    select
        wanted.role,
        n.nspowner as owner,
        format('schema %I', n.nspname) as object,
        'usage' as privileges
    from (select distinct w.role from wanted as w) as wanted
    inner join pg_namespace as n on n.nspname = current_schema()
    where has_schema_privilege(to_regrole(wanted.role), n.oid, 'usage') is not true
    union all
    select
        'kpi_api' as role,
        p.proowner as owner,
        format('function %I.%I(bytea)', current_schema(), p.proname) as object,
        'execute' as privileges
    from pg_proc as p
    where
        p.oid = to_regprocedure(format('%I.kpi_authenticate(bytea)', current_schema()))
        and has_function_privilege(to_regrole('kpi_api'), p.oid, 'execute') is not true
)

select
    format('grant %s on %s to %I', lacking.privileges, lacking.object, lacking.role) as statement,
    (to_regrole(lacking.role) is not null and pg_has_role(lacking.owner, 'usage')) as is_allowed
from lacking
order by lacking.role, lacking.object
