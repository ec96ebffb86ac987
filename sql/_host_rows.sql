-- Macros: rows for tables of the host, whichever of our columns they have

{#- Insert what the table has a column for, and note in `written` how many rows there were. `values` are expressions by
    column, over the rows of `source`; instants become UTC where the host keeps no zone. -#}
{%- macro insert(t, name, values, source=none) -%}
{%- if not t.columns -%}
{{ refuse(name) }}
{%- else -%}
insert into {{ name }} (
    {%- for column in values if column in t.columns %}{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
)
select
    {%- for column, value in values.items() if column in t.columns %}
    {{ value }}
    {%- if t.columns[column] == 'timestamp without time zone' %} at time zone 'UTC'{% endif %}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- if source %}
{{ source }}
{%- endif %}
on conflict do nothing;
get diagnostics written = row_count;
{%- endif %}
{%- endmacro -%}

{#- Assign values, expressions by column, to what the table has a column for. -#}
{%- macro assign(t, values) -%}
{%- for column, value in values.items() if column in t.columns %}
{{ column }} = {{ value }}
{%- if t.columns[column] == 'timestamp without time zone' %} at time zone 'UTC'{% endif %}
{{- ',' if not loop.last }}
{%- endfor %}
{%- endmacro -%}

{#- Say that the host has no such table. -#}
{%- macro refuse(name) -%}
raise exception using
    errcode = 'undefined_table',
    message = 'the host has no table {{ name }}: run kpi-tool migrate once it is there';
{%- endmacro -%}
