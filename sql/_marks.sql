-- Macros: triggers that mark what a stamp does not tell of
-- writes: kpi_mark
-- why: statement-level, so that a writer pays once a statement. A row that is stamped when it is written leaves no mark:
--      runs find it by its stamp. Old rows leave one where what they say has changed, new ones where nothing renewed
--      their stamp

{#- The trigger function of one table, and its triggers. `columns` are what is marked, over a row `r`; `old` are the
    expressions that must differ for the old row to be marked, `new` those for the new one, beside the row of the same
    `key`; `stamp` is when row `r` was written, null for never. `is_retention_spared`: what deletes in the name of
    retention says so in a setting, and leaves no mark. `is_guarded`: what goes wrong here fails no write of the host's.
    The function finds our tables only, whatever its caller has made, and reads times that have no zone as our views do:
    in UTC. -#}
{%- macro tracked(
    table, function, columns, old, new=none, stamp='null', where='true', key='r.id', tenant='r.tenant_id', group=none,
    is_retention_spared=false, is_guarded=false
) -%}
create or replace function {{ function }}() returns trigger
language plpgsql
security definer
set search_path = pg_catalog
{%- if '::timestamptz' in (stamp ~ where) %}
set timezone = 'UTC'
{%- endif %}
as $$
begin
    if tg_op = 'INSERT' then
        if {{ any_of('new_rows', tenant, where, [is_unstamped(stamp)]) }} then
            {{ marked(columns, 'new_rows', tenant, where, [is_unstamped(stamp)], group) }};
        end if;
    elsif tg_op = 'UPDATE' then
        {%- set changed = has_no_equal('new_rows', key, old) %}
        {%- set unnoticed = is_unstamped(stamp) ~ '\n            and ' ~ has_no_equal('old_rows', key, new or old) %}
        if {{ any_of('old_rows', tenant, where, [changed]) }}
            or {{ any_of('new_rows', tenant, where, [unnoticed]) }}
        then
            {{ marked(columns, 'old_rows', tenant, where, [changed], group) }};
            {{ marked(columns, 'new_rows', tenant, where, [unnoticed], group) }};
        end if;
    {%- if is_retention_spared %}
    elsif current_setting('kpi_tool.retention', true) is distinct from 'on' then
    {%- else %}
    else
    {%- endif %}
        {{ marked(columns, 'old_rows', tenant, where, [], group) }};
    end if;
    return null;
{%- if is_guarded %}
exception when others then
    raise warning 'kpi-tool could not mark a change of %, run kpi-tool migrate: %', tg_table_name, sqlerrm;
    return null;
{%- endif %}
end
$$;

do $$
begin
    execute format('alter function %I.{{ function }}() set search_path = %1$I, pg_temp', current_schema());
end
$$;

{%- for event in ('insert', 'update', 'delete') %}

create or replace trigger kpi_mark_{{ event }}
after {{ event }} on {{ table }}
referencing
{%- if event != 'insert' %} old table as old_rows{% endif %}
{%- if event != 'delete' %} new table as new_rows{% endif %}
for each statement execute function {{ function }}();
{%- endfor %}
{%- endmacro -%}

{#- Of rows that count at one instant: the hours in which there are such rows, however many. -#}
{%- macro of_hours(
    table, function, at, old, key='r.id', tenant='r.tenant_id', is_retention_spared=false, is_guarded=false
) -%}
{{ tracked(
    table,
    function,
    {'instants': "tstzrange(min(" ~ at ~ "), max(" ~ at ~ "), '[]')"},
    old,
    stamp=at,
    where='isfinite(' ~ at ~ ')',
    key=key,
    tenant=tenant,
    group="date_bin('1 hour', " ~ at ~ ", timestamptz '2000-01-01 00:00:00+00')",
    is_retention_spared=is_retention_spared,
    is_guarded=is_guarded
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
    columns + ['r.valid_from', 'r.valid_to'],
    key='r.tenant_id'
) }}
{%- endmacro -%}

{#- Whether there is anything to mark: asking costs an ordinary write half of what an insert of nothing would. -#}
{%- macro any_of(rows, tenant, where, conditions) -%}
exists (
            select from {{ rows }} as r
            where
                {{ tenant }} is not null
                and {{ where }}
                {%- for condition in conditions %}
                and {{ condition }}
                {%- endfor %}
        )
{%- endmacro -%}

{#- Mark what these rows are about. -#}
{%- macro marked(columns, rows, tenant, where, conditions, group) -%}
insert into kpi_mark (tenant_id, source, {{ columns | join(', ') }})
        select
            {{ tenant }} as tenant_id,
            tg_table_name as source
            {%- for name, expression in columns.items() %},
            {{ expression }} as {{ name }}
            {%- endfor %}
        from {{ rows }} as r
        where
            {{ tenant }} is not null
            and {{ where }}
            {%- for condition in conditions %}
            and {{ condition }}
            {%- endfor %}
        {%- if group %}
        group by {{ tenant }}, {{ group }}
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
