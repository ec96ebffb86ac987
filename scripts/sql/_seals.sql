-- Macros: what retention has deleted
-- reads: kpi_seal, kpi_retention, kpi_source_tenants

{%- set sources = ['message_log', 'job_log'] -%}

{#- The oldest row of a source that is not sealed, as a select (tenant_id, created_at) of one row at most. -#}
{%- macro oldest_row(source) -%}
select tenants.tenant_id, first_row.created_at
            from kpi_source_tenants as tenants
            left join kpi_seal as seals on tenants.tenant_id = seals.tenant_id and seals.source = '{{ source }}'
            cross join lateral (
                select source_rows.created_at
                from kpi_source_{{ source }} as source_rows
                where
                    source_rows.tenant_id = tenants.tenant_id
                    and source_rows.created_at > '-infinity'
                    and (seals.sealed @> source_rows.created_at) is not true
                order by source_rows.created_at
                limit 1
            ) as first_row
            order by first_row.created_at
            limit 1
{%- endmacro -%}

{#- One row per tenant, source and time of which rows are gone, as a select (tenant_id, source, sealed). Reminders are
    made up to two days before the appointment that they are counted with: what somebody else deletes, these miss. Prune
    waits for them. -#}
{%- macro sealed_ranges() -%}
(
        select seals.tenant_id, seals.source, seals.sealed
        from kpi_seal as seals
        where seals.source in ('{{ sources | join("', '") }}')
        union all
        select tenants.tenant_id, watched.source, watched.deleted as sealed
        from kpi_retention as watched
        cross join kpi_source_tenants as tenants
        where not isempty(watched.deleted)
        union all
        select tenants.tenant_id, 'reminders' as source, later.sealed
        from kpi_retention as watched
        cross join lateral (
            select range_agg(tstzrange(lower(gone.span), upper(gone.span) + interval '48 hours')) as sealed
            from unnest(watched.deleted) as gone (span)
        ) as later
        cross join kpi_source_tenants as tenants
        where watched.source = 'job_log' and not isempty(watched.deleted)
    )
{%- endmacro -%}
