-- Macros: metrics as typed columns, from the catalogue

{#- Type of a metric: whole counts, latencies in double precision, everything else exact. -#}
{%- macro type(m) -%}
{%- if m.unit == 'count' and not m.denominator -%}bigint
{%- elif m.quantile -%}double precision
{%- else -%}numeric
{%- endif -%}
{%- endmacro -%}

{#- One more column per metric, from the row `r` of a rollup table; they come last, so that a new last metric is one
    more column and nothing built on the view is in its way. -#}
{%- macro columns(metrics) -%}
{%- for m in metrics %},
    (r.metrics_json ->> '{{ m.name }}')::{{ type(m) }} as {{ m.name | snake }}
{%- endfor -%}
{%- endmacro -%}

{%- macro comments(view, metrics) -%}
{%- for m in metrics %}
comment on column {{ view }}.{{ m.name | snake }} is '{{ m.name }} ({{ m.unit }}): {{ m.rule | replace("'", "''") }}';
{%- endfor %}
{%- endmacro %}
