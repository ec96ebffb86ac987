-- Macros: what the last good window of each salon has stored
-- parameters: tenant_ids, as_of
-- reads: kpi_coverage, kpi_rollup
-- why: a salon whose windows have not come for long says nothing of how things are; freshness.sql tells of it

{%- set oldest = {'hour': '6 hours', 'day': '72 hours'} -%}

{#- A row per salon. -#}
{%- macro rows(grain, column) -%}
select coverage.tenant_id, last_good.{{ column }}
    from kpi_coverage as coverage
    cross join lateral (
        select r.{{ column }}
        from kpi_rollup as r
        where
            r.tenant_id = coverage.tenant_id
            and r.granularity = '{{ grain }}'
            and r.period_start < upper(coverage.good)
        order by r.period_start desc
        limit 1
    ) as last_good
    where
        coverage.tenant_id = any({{ param('tenant_ids') }}::text[])
        and coverage.granularity = '{{ grain }}'
        and upper(coverage.good) > {{ param('as_of') }}::timestamptz - interval '{{ oldest[grain] }}'
{%- endmacro -%}

{#- Counters that begin so, summed over all salons, by grain, name and key; keys are cut to a label's length.
    Most counters are others, and so they are told apart before they are taken to pieces. -#}
{%- macro summed(beginnings) -%}
    select
        entries.granularity,
        split_part(entries.key, '|', 1) as counter,
        left(substr(entries.key, length(split_part(entries.key, '|', 1)) + 2), 100) as name,
        entries.value
    from (
    {%- for grain in ('hour', 'day') %}
        select '{{ grain }}' as granularity, entry.key, sum(entry.value::numeric) as value
        from (
    {{ rows(grain, 'counters_json') }}
        ) as stored
        cross join lateral jsonb_each(stored.counters_json) as entry (key, value)
        where entry.key like any(array[
            {%- for beginning in beginnings %}'{{ beginning | replace('_', '\\_') }}%'{{ ', ' if not loop.last }}{% endfor -%}
        ])
        group by entry.key
        {%- if not loop.last %}
        union all
        {%- endif %}
    {%- endfor %}
    ) as entries
{%- endmacro %}
