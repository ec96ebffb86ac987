-- All metrics of a window or of any sum of windows, from its counters
-- object: function kpi_metrics(jsonb, boolean)
-- reads: kpi_metric
-- why: rendered from the catalogue, so that one immutable function derives every rate at every grain and level;
--      the scale's twenty decimals make Postgres divide exactly enough for one rounding, not two
{%- import 'sql/_histogram.sql' as histogram %}
{%- set retained = ['message_log', 'job_log'] %}
{%- set by_key = metrics | selectattr('by_key') | list %}
{%- set quantiles = metrics | selectattr('quantile') | list %}
{%- set histograms = quantiles | map(attribute='numerator') | unique | list %}
{%- macro counter(name) -%}coalesce((counters ->> '{{ name }}')::numeric, 0){%- endmacro %}
{%- macro keyed_counter(name) -%}coalesce((counters ->> ('{{ name }}' || keys.suffix))::numeric, 0){%- endmacro %}
{#- What can be told of a metric: nothing where retention had deleted its source before anybody counted it. -#}
{%- macro value(m, counter) -%}
{%- set gone = retained | select('in', m.sources) | map('replace', '_log', 's_are_gone') | list -%}
{%- if gone -%}case when not ({{ gone | join(' or ') }}) then {% endif -%}
{{- told(m, counter) -}}
{%- if gone %} end{% endif -%}
{%- endmacro %}
{%- macro told(m, counter) -%}
{%- if m.null_unless -%}case when {{ m.null_unless | counters(counter) }} <> 0 then {% endif -%}
{%- if m.denominator -%}
trim_scale(round({{ m.scale }}::numeric(40, 20) * ({{ m.numerator | counters(counter) }}) / nullif({{ m.denominator | counters(counter) }}, 0), 4))
{%- else -%}
{{ m.numerator | counters(counter) }}
{%- endif -%}
{%- if m.null_unless %} end{% endif -%}
{%- endmacro %}
{#- The counter whose keys a metric by key has: its denominator, or whatever else must not be 0. -#}
{%- macro keeper(m) -%}{{ m.denominator or m.null_unless or m.numerator }}{%- endmacro %}
{%- macro object(metrics) -%}
{%- for chunk in metrics | rejectattr('quantile') | batch(25) %}{{ ' || ' if not loop.first }}jsonb_build_object(
            {%- for m in chunk %}
            '{{ m.name }}', {{ value(m, counter) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ){% endfor -%}
{%- endmacro %}
create or replace function kpi_metrics(counters jsonb, staff boolean default false) returns jsonb
language plpgsql immutable parallel safe
set extra_float_digits = 1
as $$
declare
    messages_are_gone constant boolean := coalesce(counters ? 'sources_gone|message_log', false);
    jobs_are_gone constant boolean := coalesce(counters ? 'sources_gone|job_log', false);
begin
    -- Unpacks a large value once instead of at each look-up.
    counters := counters || '{}';
    if staff then
        return {{ object(metrics | selectattr('level', 'equalto', 'S') | list) }};
    end if;
    return {{ object(metrics) }}
    {%- if by_key %}
        || (
            select coalesce(jsonb_object_agg(metric.name || keys.suffix, metric.value), '{}')
            from (
                select split_part(key, '|', 1) as counter, substr(key, strpos(key, '|')) as suffix
                from jsonb_object_keys(counters) as key
                where strpos(key, '|') > 0 and split_part(key, '|', 1) in (
                    {%- for m in by_key %}'{{ keeper(m) }}'{{ ', ' if not loop.last }}{% endfor -%}
                )
            ) as keys
            cross join lateral (
                values
                {%- for m in by_key %}
                ('{{ m.name }}', '{{ keeper(m) }}', case keys.counter when '{{ keeper(m) }}' then {{ value(m, keyed_counter) }} end){{ ',' if not loop.last }}
                {%- endfor %}
            ) as metric (name, counter, value)
            where metric.counter = keys.counter
        )
    {%- endif %}
    {%- if quantiles %}
        || (
            with bins as (
                select
                    histogram.name,
                    substr(entry.key, histogram.place)::integer as bin,
                    sum(entry.value::numeric) over so_far as cumulative,
                    sum(entry.value::numeric) over (partition by histogram.name) as total
                from jsonb_each(counters) as entry (key, value)
                inner join (
                    values {% for name in histograms %}('{{ name }}', '{{ name }}|', {{ name | length + 2 }}){{ ', ' if not loop.last }}{% endfor %}
                ) as histogram (name, prefix, place)
                    on starts_with(entry.key, histogram.prefix)
                    -- A target may have a bar in its own name.
                    and substr(entry.key, histogram.place) ~ '^[0-9]+$'
                window so_far as (partition by histogram.name order by substr(entry.key, histogram.place)::integer)
            )

            select jsonb_build_object(
                {%- for m in quantiles %}
                '{{ m.name }}', {{ histogram.middle('min(bin) filter (where name = \'' ~ m.numerator ~ '\' and cumulative >= ' ~ m.quantile ~ ' * total)') }}{{ ',' if not loop.last }}
                {%- endfor %}
            )
            from bins
        )
    {%- endif %};
end
$$;

comment on function kpi_metrics(jsonb, boolean) is
    'Every metric of the catalogue from summed counters; with staff => true those of level S. Null: unknown, not 0';
