-- All metrics of a window or of any sum of windows, from its counters
-- object: function kpi_metrics(jsonb, boolean)
-- reads: kpi_metric
-- why: rendered from the catalogue, so that one immutable function derives every rate at every grain and level;
--      the scale's twenty decimals make Postgres divide exactly enough for one rounding, not two
{%- import 'sql/_histogram.sql' as histogram %}
{%- set by_key = metrics | selectattr('by_key') | list %}
{%- set quantiles = metrics | selectattr('quantile') | list %}
{%- macro counter(name) -%}coalesce((counters ->> '{{ name }}')::numeric, 0){%- endmacro %}
{%- macro keyed_counter(name) -%}coalesce((counters ->> ('{{ name }}' || keys.suffix))::numeric, 0){%- endmacro %}
{%- macro value(m, counter) -%}
{%- if m.null_unless -%}case when {{ m.null_unless | counters(counter) }} <> 0 then {% endif -%}
{%- if m.denominator -%}
trim_scale(round({{ m.scale }}::numeric(40, 20) * ({{ m.numerator | counters(counter) }}) / nullif({{ m.denominator | counters(counter) }}, 0), 4))
{%- else -%}
{{ m.numerator | counters(counter) }}
{%- endif -%}
{%- if m.null_unless %} end{% endif -%}
{%- endmacro %}
{%- macro object(metrics) -%}
{%- for chunk in metrics | rejectattr('quantile') | batch(25) %}{{ ' || ' if not loop.first }}jsonb_build_object(
            {%- for m in chunk %}
            '{{ m.name }}', {{ value(m, counter) }}{{ ',' if not loop.last }}
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
    {%- if by_key %}
        -- A metric has the keys of its denominator, or of whatever else must not be 0.
        || (
            select coalesce(jsonb_object_agg(metric.name || keys.suffix, metric.value), '{}')
            from (
                select split_part(key, '|', 1) as counter, substr(key, strpos(key, '|')) as suffix
                from jsonb_object_keys(counters) as key
                where strpos(key, '|') > 0
            ) as keys
            cross join lateral (
                values
                {%- for m in by_key %}
                {%- set keeper = m.denominator or m.null_unless or m.numerator %}
                ('{{ m.name }}', '{{ keeper }}', case keys.counter when '{{ keeper }}' then {{ value(m, keyed_counter) }} end){{ ',' if not loop.last }}
                {%- endfor %}
            ) as metric (name, counter, value)
            where metric.counter = keys.counter
        )
    {%- endif %}
    {%- if quantiles %}
        || (
            with bins as (
                select
                    found.part[1] as histogram,
                    found.part[2]::integer as bin,
                    sum(entry.value::numeric) over (partition by found.part[1] order by found.part[2]::integer)
                        as cumulative,
                    sum(entry.value::numeric) over (partition by found.part[1]) as total
                from jsonb_each(counters) as entry (key, value)
                cross join lateral regexp_match(
                    entry.key, '^({% for name in quantiles | map(attribute='numerator') | unique %}{{ name | replace('|', '\\|') }}{{ '|' if not loop.last }}{% endfor %})\|([0-9]{1,6})$'
                ) as found (part)
                where strpos(entry.key, '|') > 0 and found.part is not null
            )

            select jsonb_build_object(
                {%- for m in quantiles %}
                '{{ m.name }}', {{ histogram.middle('min(bin) filter (where histogram = \'' ~ m.numerator ~ '\' and cumulative >= ' ~ m.quantile ~ ' * total)') }}{{ ',' if not loop.last }}
                {%- endfor %}
            )
            from bins
        )
    {%- endif %};
end
$$;

comment on function kpi_metrics(jsonb, boolean) is
    'Every metric of the catalogue from summed counters; with staff => true those of level S. Null: unknown, not 0';
