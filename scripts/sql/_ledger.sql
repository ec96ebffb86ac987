-- Macros: what the ledger says of a unit
-- reads: kpi_ledger
-- why: the plan notes how often a unit's windows had been computed, and whoever computes them holds it against that

{#- How often the windows of a tenant that start in [from_at, to_at) have been computed, all in all. -#}
{%- macro computations(grain, tenant_id, from_at, to_at) -%}
coalesce((
    select sum(ledger.computations)
    from kpi_ledger as ledger
    where
        ledger.tenant_id = {{ tenant_id }}
        and ledger.granularity = '{{ grain }}'
        and ledger.period_start >= {{ from_at }}
        and ledger.period_start < {{ to_at }}
), 0)
{%- endmacro -%}
