-- All metrics of a window or of any sum of windows, from its counters
-- object: function kpi_metrics(jsonb, boolean)
-- reads: kpi_metric
-- why: rendered from the catalogue, so that one immutable function derives every rate at every grain and level;
--      the scale's twenty decimals make Postgres divide exactly enough for one rounding, not two
{%- macro counter(name) -%}coalesce((counters ->> '{{ name }}')::numeric, 0){%- endmacro %}
{%- macro expression(text) -%}{{ text | counters(counter) }}{%- endmacro %}
{%- macro value(m) -%}
{%- if m.null_unless -%}case when {{ expression(m.null_unless) }} <> 0 then {% endif -%}
{%- if m.denominator -%}
trim_scale(round({{ m.scale }}::numeric(40, 20) * ({{ expression(m.numerator) }}) / nullif({{ expression(m.denominator) }}, 0), 4))
{%- else -%}
{{ expression(m.numerator) }}
{%- endif -%}
{%- if m.null_unless %} end{% endif -%}
{%- endmacro %}
{%- macro object(metrics) -%}
{%- for chunk in metrics | batch(25) %}{{ ' || ' if not loop.first }}jsonb_build_object(
            {%- for m in chunk %}
            '{{ m.name }}', {{ value(m) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ){% endfor -%}
{%- endmacro %}
create or replace function kpi_metrics(counters jsonb, staff boolean default false) returns jsonb
language plpgsql immutable parallel safe
as $$
begin
    if staff then
        return {{ object(metrics | selectattr('level', 'equalto', 'S') | list) }};
    end if;
    return {{ object(metrics) }}
        || (
            select coalesce(jsonb_object_agg(
                case split_part(c.key, '|', 1)
                {%- for m in metrics if m.by_key %}
                    when '{{ m.numerator }}' then '{{ m.name }}'
                {%- endfor %}
                end || substr(c.key, strpos(c.key, '|')), c.value
            ), '{}')
            from jsonb_each(counters) as c (key, value)
            where strpos(c.key, '|') > 0
                and split_part(c.key, '|', 1) in (
                {%- for m in metrics if m.by_key %}'{{ m.numerator }}'{{ ', ' if not loop.last }}{% endfor -%}
                )
        );
end
$$;

comment on function kpi_metrics(jsonb, boolean) is
    'Every metric of the catalogue from summed counters; with staff => true those of level S. Null: unknown, not 0';
