-- Macros: whether a value is what the owners want
-- why: views and exported metrics share it

{#- Of a row of the catalogue; null where there is no value or no target. -#}
{%- macro met(value, metric) -%}
case
        when {{ value }} = {{ metric }}.target then not {{ metric }}.target_is_exclusive
        else ({{ value }} > {{ metric }}.target) = ({{ metric }}.direction = 'up')
    end
{%- endmacro %}
