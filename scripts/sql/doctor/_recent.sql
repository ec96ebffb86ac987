-- Macros: rows of the last days, read by the indexes that hosts have
-- parameters: since
-- reads: kpi_source_tenants

{#- Rows of a source view since some instant, tenant by tenant: every index of the host's begins with the tenant. -#}
{%- macro recent(view, columns, at='created_at') -%}
(
        select tenants.tenant_id, recent.*
        from kpi_source_tenants as tenants
        cross join lateral (
            select {{ columns }}
            from {{ view }} as r
            where r.tenant_id = tenants.tenant_id and r.{{ at }} >= {{ param('since') }}::timestamptz
            offset 0
        ) as recent
    )
{%- endmacro -%}

{#- `a, b, c and 12 more`. -#}
{%- macro examples(ids) -%}
array_to_string((array_agg(distinct {{ ids }} order by {{ ids }}))[:3], ', ')
        || coalesce(' and ' || nullif(greatest(count(distinct {{ ids }}) - 3, 0), 0) || ' more', '')
{%- endmacro -%}
