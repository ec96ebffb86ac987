-- Macros: the log-bucket histogram of latencies
-- why: bins grow by 1.01 / 0.99, so that the middle of a bin is within 1 % of every value in it

{%- set growth = '(1.01::double precision / 0.99::double precision)' -%}

{#- The bin of a value. -#}
{%- macro bin(value) -%}
case when {{ value }} < 1 then 0 else ceil(ln({{ value }}) / ln({{ growth }}))::integer end
{%- endmacro -%}

{#- The middle of a bin; of the last, whose upper end is no number, it is told from the lower one. -#}
{%- macro middle(bin) -%}
case
    when {{ bin }} < 35000 then 2 * power({{ growth }}, {{ bin }}) / ({{ growth }} + 1)
    else 1.01 * power({{ growth }}, {{ bin }} - 1)
end
{%- endmacro %}
