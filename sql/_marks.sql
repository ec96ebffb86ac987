-- Macros: triggers that mark what a stamp does not tell of
-- writes: kpi_mark
-- why: a row that is stamped when it is written leaves no mark: runs find it by its stamp. Old rows leave one where what
--      they say has changed, new ones where nothing renewed their stamp. Our own tables and all deletes are marked a
--      statement at a time; what the host writes all day pays for a condition a row, and for no call. Where
--      rows can be moved between tables (partitions, children), its updates are marked a statement at a time, too

{#- A trigger function. It finds our tables only, whatever its caller has made, and reads times that have no zone as our
    views do: in UTC. -#}
{%- macro trigger_function(function) -%}
create or replace function {{ function }}() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
set timezone = 'UTC'
as $$
{{ caller() }}
$$;

do $$
begin
    execute format('alter function %I.{{ function }}() set search_path = %1$I, pg_temp', current_schema());
end
$$;
{%- endmacro -%}

{#- Mark what changes in a table of ours. `columns` are what is marked, over a row `r`; `old` are the expressions that must
    differ for a row to be marked, beside the row of the same `key`; `stamp` is when row `r` was written, null for never. -#}
{%- macro tracked(table, function, columns, old, stamp='null', where='true', key='r.tenant_id', group=none) -%}
{%- set changed = has_no_equal('new_rows', key, old) %}
{%- set unnoticed = is_unstamped(stamp) ~ '\n            and ' ~ has_no_equal('old_rows', key, old) %}
{%- call trigger_function(function) -%}
begin
    if tg_op = 'INSERT' then
        {{ marked(columns, table, 'new_rows', [where, is_unstamped(stamp)], group) }};
    elsif tg_op = 'UPDATE' then
        {{ marked(columns, table, 'old_rows', [where, changed], group) }};
        {{ marked(columns, table, 'new_rows', [where, unnoticed], group) }};
    else
        {{ marked(columns, table, 'old_rows', [where], group) }};
    end if;
    return null;
end
{%- endcall %}
{%- for event in ('insert', 'update', 'delete') %}

create or replace trigger kpi_mark_{{ event }}
after {{ event }} on {{ table }}
referencing
{%- if event != 'insert' %} old table as old_rows{% endif %}
{%- if event != 'delete' %} new table as new_rows{% endif %}
for each statement execute function {{ function }}();
{%- endfor %}
{%- endmacro -%}

{#- Mark what leaves a table of the host. What deletes in the name of retention says so in a setting, and leaves no mark.
    `updates` (key, old, new, stamp) is for tables with partitions or children, where a row may be moved or belong to
    another table's triggers: their updates are marked a statement at a time, too. -#}
{%- macro deleted(table, function, columns, where, tenant, group=none, is_retention_spared=false, updates=none) -%}
{%- call trigger_function(function) -%}
begin
    {%- if updates %}
    if tg_op = 'UPDATE' then
        if tg_argv[0] = 'old' then
            {{ marked(
                columns, table, 'old_rows', [where, has_no_equal('new_rows', updates.key, updates.old)], group, tenant
            ) }};
        else
            {{ marked(
                columns, table, 'new_rows',
                [where, is_unstamped(updates.stamp), has_no_equal('old_rows', updates.key, updates.new)], group, tenant
            ) }};
        end if;
        return null;
    end if;
    {%- endif %}
    {{ marked(columns, table, 'old_rows', [where], group, tenant) }};
    return null;
{{ or_mark_the_instants(table, 'old_rows', columns.instants, tenant, group) }}
end
{%- endcall %}

create or replace trigger kpi_mark_delete
after delete on {{ table }}
referencing old table as old_rows
for each statement
{%- if is_retention_spared %}
when (current_setting('kpi_tool.retention', true) is distinct from 'on')
{%- endif %}
execute function {{ function }}();
{%- if updates %}
{%- for side in ('old', 'new') %}

create or replace trigger kpi_mark_update{{ '_of_old' if side == 'old' }}
after update on {{ table }}
referencing old table as old_rows new table as new_rows
for each statement
execute function {{ function }}('{{ side }}');
{%- endfor %}
{%- endif %}
{%- endmacro -%}

{#- Mark what is written to a table of the host: `old` are the expressions of which one must differ for the old row to be
    marked, `new` those of which one must be set for the new one. The conditions of the triggers only sieve: they cast
    nothing that could fail, and are short, because Postgres reads them anew for each statement. -#}
{%- macro written(table, function, columns, old, new, stamp, where, tenant, marks_updates=true) -%}
{%- set unstamped = is_unstamped(stamp) if '::' not in stamp else 'true' %}
{%- set is_new = unstamped | replace('r.', 'new.') %}
{%- call trigger_function(function) -%}
declare
    r record;
    mark record;
begin
    if to_regclass('kpi_mark') is null then
        raise warning 'kpi-tool has no kpi_mark, run kpi-tool migrate: a change of % is not marked', tg_table_name;
        return null;
    end if;
    if tg_argv[0] = 'old' then
        r := old;
    else
        r := new;
    end if;
    -- Read apart from the insert: a block that catches errors takes a transaction id where it writes.
    begin
        select
            {{ tenant }} as tenant_id
            {%- for name, expression in columns.items() %},
            {{ expression }} as {{ name }}
            {%- endfor %}
        into mark
        where {{ where }} and (tg_argv[0] = 'old' or {{ is_unstamped(stamp) }});
    {{ or_mark_the_instants(table, none, columns.instants, tenant) | indent(4) }}
    end;
    if mark.tenant_id is not null then
        insert into kpi_mark (tenant_id, source, {{ columns | join(', ') }})
        values (mark.tenant_id, '{{ table }}', mark.{{ columns | join(', mark.') }});
    end if;
    return null;
end
{%- endcall %}

create or replace trigger kpi_mark_insert
after insert on {{ table }}
for each row
when ({{ is_new }})
execute function {{ function }}('new');
{%- if marks_updates %}

create or replace trigger kpi_mark_update_of_old
after update of {{ columns_in(old) }} on {{ table }}
for each row
when ({{ differs(old) }})
execute function {{ function }}('old');

create or replace trigger kpi_mark_update
after update of {{ columns_in(new) }} on {{ table }}
for each row
when ({{ is_new }}{% if stamp == 'null' %} and ({{ differs(new) }}){% endif %})
execute function {{ function }}('new');
{%- endif %}
{%- endmacro -%}

{#- The columns that expressions read. An update that sets none of them pays nothing; what a trigger of the host's changes
    before the write is not seen by this. -#}
{%- macro columns_in(expressions) -%}
{%- for expression in expressions if not expression.startswith('null') -%}
{{ expression.split('::')[0].split(' ')[0] | replace('r.', '') }}{{ ', ' if not loop.last }}
{%- endfor -%}
{%- endmacro -%}

{#- Some expression is not what it was; where it would be cast, its text is compared. -#}
{%- macro differs(expressions) -%}
{%- for expression in expressions if not expression.startswith('null') -%}
{%- set read = expression.split('::')[0] ~ '::text' if '::' in expression else expression -%}
{{ read | replace('r.', 'old.') }} is distinct from {{ read | replace('r.', 'new.') }}
{%- if not loop.last %}
    or {% endif %}
{%- else -%}
false
{%- endfor -%}
{%- endmacro -%}

{#- What goes wrong in a trigger on a table of the host fails no write of the host's. Where it is a value that cannot be
    read, the rows' instants are still marked; else nothing is, and the server's log says so. -#}
{%- macro or_mark_the_instants(table, rows, instants, tenant, group=none) -%}
exception when others then
    begin
        {{ marked({'instants': instants}, table, rows, [], group, tenant, having=instants) }};
        return null;
    exception when others then
        raise warning 'kpi-tool could not mark a change of %, run kpi-tool migrate: %', tg_table_name, sqlerrm;
        return null;
    end;
{%- endmacro -%}

{#- Of rows that count at one instant: the hours in which there are such rows, however many. -#}
{%- macro hours(at) -%}
tstzrange(min({{ at }}), max({{ at }}), '[]')
{%- endmacro -%}
{%- macro hour(at) -%}
date_bin('1 hour', {{ at }}, timestamptz '2000-01-01 00:00:00+00')
{%- endmacro -%}
{%- macro of_hours(table, function, at, old) -%}
{{ tracked(
    table, function, {'instants': hours(at)}, old, stamp=at, where='isfinite(' ~ at ~ ')', group=hour(at)
) }}
{%- endmacro -%}

{#- Of rows that hold on some dates. A span may run past midnight, so that the day after the last one is concerned too. -#}
{%- macro of_dates(table, function, columns) -%}
{{ tracked(
    table,
    function,
    {
        'dates': "daterange(r.valid_from, case when r.valid_to is not null then greatest(r.valid_from, r.valid_to + 2) end)"
    },
    columns + ['r.valid_from', 'r.valid_to']
) }}
{%- endmacro -%}

{#- Mark what these rows are about, or row `r` of a trigger where there are none. -#}
{%- macro marked(columns, table, rows, conditions, group=none, tenant='r.tenant_id', having=none) -%}
insert into kpi_mark (tenant_id, source, {{ columns | join(', ') }})
        select
            {{ tenant }} as tenant_id,
            '{{ table }}' as source
            {%- for name, expression in columns.items() %},
            {{ expression }} as {{ name }}
            {%- endfor %}
        {%- if rows %}
        from {{ rows }} as r
        {%- endif %}
        where
            {{ tenant }} is not null
            {%- for condition in conditions %}
            and {{ condition }}
            {%- endfor %}
        {%- if group %}
        group by {{ tenant }}, {{ group }}
        {%- endif %}
        {%- if having %}
        {{ 'having' if group else 'and' }} {{ having }} is not null
        {%- endif %}
{%- endmacro -%}

{#- Not written now, or not stamped so; a stamp in the future would not be looked at before its time. -#}
{%- macro is_unstamped(stamp) -%}
(
                {{ stamp }} >= transaction_timestamp() - interval '1 minute'
                and {{ stamp }} <= transaction_timestamp() + interval '1 minute'
            ) is not true
{%- endmacro -%}

{#- No row on the other side says the same. -#}
{%- macro has_no_equal(rows, key, columns) -%}
not exists (
                select from {{ rows }} as other
                where
                    {{ key | replace('r.', 'other.') }} = {{ key }}
                    {%- for column in columns %}
                    and {{ column | replace('r.', 'other.') }} is not distinct from {{ column }}
                    {%- endfor %}
            )
{%- endmacro -%}
