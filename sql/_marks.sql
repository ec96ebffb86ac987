-- Macros: triggers that mark what a stamp does not tell of
-- writes: kpi_mark
-- why: statement-level, so that a writer pays once a statement. A row that is stamped when it is written leaves no mark:
--      runs find it by its stamp. Old rows leave one where what they say has changed, new ones where nothing renewed
--      their stamp

{#- The trigger function of one table, and its triggers. `columns` are what is marked, over a row `r`; `old` what must
    differ for the old row to be marked, `new` for the new one, beside the row of the same `key`; `stamp` is when row `r` was written, null for never.
    `is_retention_spared`: what deletes in the name of retention says so in a setting, and leaves no mark. -#}
{%- macro tracked(table, function, columns, old, new=none, stamp='null', where='true', key='id', group=none, is_retention_spared=false) -%}
create or replace function {{ function }}() returns trigger
language plpgsql
security definer
set search_path from current
as $$
begin
    if tg_op = 'INSERT' then
        if {{ any_of('new_rows', where, [is_unstamped(stamp)]) }} then
            {{ marked(columns, 'new_rows', where, [is_unstamped(stamp)], group) }};
        end if;
    elsif tg_op = 'UPDATE' then
        {%- set changed = has_no_equal('new_rows', key, old) %}
        {%- set unnoticed = is_unstamped(stamp) ~ '\n            and ' ~ has_no_equal('old_rows', key, new or old) %}
        if {{ any_of('old_rows', where, [changed]) }}
            or {{ any_of('new_rows', where, [unnoticed]) }}
        then
            {{ marked(columns, 'old_rows', where, [changed], group) }};
            {{ marked(columns, 'new_rows', where, [unnoticed], group) }};
        end if;
    {%- if is_retention_spared %}
    elsif current_setting('kpi_tool.retention', true) is distinct from 'on' then
    {%- else %}
    else
    {%- endif %}
        {{ marked(columns, 'old_rows', where, [], group) }};
    end if;
    return null;
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
{%- macro of_hours(table, function, at, old, stamp=none, key='id', is_retention_spared=false) -%}
{{ tracked(
    table,
    function,
    {'instants': "tstzrange(min(" ~ at ~ "), max(" ~ at ~ "), '[]')"},
    old,
    stamp=stamp or at,
    where='isfinite(' ~ at ~ ')',
    key=key,
    group="date_bin('1 hour', " ~ at ~ ", timestamptz '2000-01-01 00:00:00+00')",
    is_retention_spared=is_retention_spared
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
    columns + ['valid_from', 'valid_to'],
    key='tenant_id'
) }}
{%- endmacro -%}

{#- Whether there is anything to mark: asking costs an ordinary write half of what an insert of nothing would. -#}
{%- macro any_of(rows, where, conditions) -%}
exists (
            select from {{ rows }} as r
            where
                r.tenant_id is not null
                and {{ where }}
                {%- for condition in conditions %}
                and {{ condition }}
                {%- endfor %}
        )
{%- endmacro -%}

{#- Mark what these rows are about. -#}
{%- macro marked(columns, rows, where, conditions, group) -%}
insert into kpi_mark (tenant_id, source, {{ columns | join(', ') }})
        select
            r.tenant_id,
            tg_table_name as source
            {%- for name, expression in columns.items() %},
            {{ expression }} as {{ name }}
            {%- endfor %}
        from {{ rows }} as r
        where
            r.tenant_id is not null
            and {{ where }}
            {%- for condition in conditions %}
            and {{ condition }}
            {%- endfor %}
        {%- if group %}
        group by r.tenant_id, {{ group }}
        {%- endif %}
{%- endmacro -%}

{#- Not written now, or not stamped so. -#}
{%- macro is_unstamped(stamp) -%}
({{ stamp }} >= transaction_timestamp() - interval '1 minute') is not true
{%- endmacro -%}

{#- No row on the other side says the same. -#}
{%- macro has_no_equal(rows, key, columns) -%}
not exists (
                select from {{ rows }} as other
                where
                    other.{{ key }} = r.{{ key }}
                    {%- for column in columns %}
                    and other.{{ column }} is not distinct from r.{{ column }}
                    {%- endfor %}
            )
{%- endmacro -%}
