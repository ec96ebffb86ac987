-- Delete, or count, our own rows of hours whose day is good
-- grain: one row per tenant and hour, and per staff
-- shape: dry_run (count them)
-- parameters: tenant_ids
-- reads: kpi_seal, kpi_rollup, staff_kpi_rollup
-- writes: kpi_rollup, staff_kpi_rollup, kpi_ledger
{%- macro is_sealed() -%}
pruned.tenant_id = seals.tenant_id
        and seals.tenant_id = any({{ param('tenant_ids') }}::text[])
        and seals.source = 'kpi_rollup'
        and pruned.granularity = 'hour'
        and seals.sealed @> tstzrange(pruned.period_start, pruned.period_end)
{%- endmacro %}
{%- if dry_run %}
select sum(counted.rows) as rows
from (
    {%- for table in ('kpi_rollup', 'staff_kpi_rollup') %}
    select count(*) as rows
    from {{ table }} as pruned
    cross join kpi_seal as seals
    where
        {{ is_sealed() }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
) as counted
{%- else %}
with
{%- for table in ('kpi_rollup', 'staff_kpi_rollup', 'kpi_ledger') %}
pruned_{{ table }} as (
    delete from {{ table }} as pruned
    using kpi_seal as seals
    where
        {{ is_sealed() }}
    returning 1
){{ ',' if not loop.last }}
{%- endfor %}

select (select count(*) from pruned_kpi_rollup) + (select count(*) from pruned_staff_kpi_rollup) as rows
{%- endif %}
