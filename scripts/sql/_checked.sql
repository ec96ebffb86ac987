-- Macros: staged windows with their counters as columns
-- parameters: run_id
-- reads: kpi_stage
-- why: unpacked once for all checks

{#- One row per staged row, with a column for each counter that exists without a key; null is 0. -#}
{%- macro unpacked(families) -%}
select
        staged.tenant_id,
        staged.staff_id,
        staged.granularity,
        staged.period_start,
        staged.period_end,
        staged.counters_json,
        counters.*
    from kpi_stage as staged
    cross join lateral jsonb_to_record(staged.counters_json) as counters (
        {%- for name in families | map(attribute='totals') | sum(start=[]) | map(attribute='name') %}
        {{ name }} numeric{{ ',' if not loop.last }}
        {%- endfor %}
    )
    where staged.run_id = {{ param('run_id') }}::text
{%- endmacro -%}
