-- Where the host's tables are not what the source views want
-- grain: one row per table or column
-- parameters: missing_tables, missing_columns, cast_columns, cast_from, cast_to (the last three of one length)
-- reads: kpi_metric
select
    'warn' as severity,
    format(
        'the host has no table %I: it is read as empty, and so are %s',
        missing.name, coalesce(string_agg(m.name, ', ' order by m.position), 'its counters')
    ) as said,
    'where it exists under another name or schema make a view of this name, then run kpi-tool migrate' as remedy
from unnest({{ param('missing_tables') }}::text[]) as missing (name)
left join kpi_metric as m on missing.name = any(m.sources)
group by missing.name
union all
select
    'warn' as severity,
    format('the host has no column %s: it is read as null', missing.name) as said,
    'add or rename it, then run kpi-tool migrate' as remedy
from unnest({{ param('missing_columns') }}::text[]) as missing (name)
union all
select
    read.severity,
    format(
        '%s is of type %s and read as %s: %s', cast_columns.name, cast_columns.type, cast_columns.read_as, read.so
    ) as said,
    format('alter its type to %s, between kpi-tool detach and migrate', cast_columns.read_as) as remedy
from unnest(
    {{ param('cast_columns') }}::text[], {{ param('cast_from') }}::text[], {{ param('cast_to') }}::text[]
) as cast_columns (name, type, read_as)
cross join lateral (
    select
        case
            when cast_columns.read_as = 'text' and cast_columns.type in ('character varying', 'character') then null
            when cast_columns.read_as = 'text' then 'the host''s indexes on it do not serve'
            when cast_columns.read_as = 'numeric' and cast_columns.type in (
                'smallint', 'integer', 'bigint', 'real', 'double precision'
            ) then null
            when cast_columns.type = 'timestamp without time zone' then 'as UTC'
            when cast_columns.type = 'json' then 'which takes time, and fails a tenant whose values hold \u0000'
            else 'a value that is none fails the rollups of its tenant'
        end as so,
        case when cast_columns.type like 'timestamp%' then 'info' else 'warn' end as severity
) as read
where read.so is not null
order by said
