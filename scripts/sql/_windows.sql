-- Macros: the windows of a run, from its bound arrays
-- shape: indexed (the indexes that doctor wants are there)
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- why: a span is a run of windows inside one local day; tenants of one zone share their spans, so that every source is
--      read once per zone, in heap order, instead of once per tenant. tenant_ids names the tenants of span after span,
--      and first_tenants and last_tenants say which are whose

{#- One row per span, with all tenants that have it. -#}
{%- macro scans() -%}
(
        select
            spans.span_start,
            spans.span_end,
            spans.day_start,
            spans.day_end,
            ({{ param('tenant_ids') }}::text[])[spans.first_tenant:spans.last_tenant] as tenant_ids
        from unnest(
            {{ param('span_starts') }}::timestamptz[],
            {{ param('span_ends') }}::timestamptz[],
            {{ param('day_starts') }}::timestamptz[],
            {{ param('day_ends') }}::timestamptz[],
            {{ param('first_tenants') }}::integer[],
            {{ param('last_tenants') }}::integer[]
        ) as spans (span_start, span_end, day_start, day_end, first_tenant, last_tenant)
    )
{%- endmacro -%}

{#- One row per tenant and span. -#}
{%- macro units() -%}
(
        select
            tenants.tenant_id,
            scans.span_start,
            scans.span_end,
            scans.day_start,
            scans.day_end
        from {{ scans() }} as scans
        cross join lateral unnest(scans.tenant_ids) as tenants (tenant_id)
    )
{%- endmacro -%}

{#- How many hours a span of one local day has; the last one may be shorter. -#}
{%- macro hours(span_start, span_end) -%}
ceil(extract(epoch from {{ span_end }} - {{ span_start }}) / 3600)::integer
{%- endmacro -%}

{#- The windows of the grain that a span holds, as a lateral select (period_start, period_end). -#}
{%- macro windows_of(grain, span) -%}
{%- if grain == 'hour' -%}
(
            select
                {{ span }}.span_start + n * interval '1 hour' as period_start,
                least({{ span }}.span_start + (n + 1) * interval '1 hour', {{ span }}.day_end) as period_end
            from generate_series(
                0, {{ hours(span ~ '.span_start', span ~ '.span_end') }} - 1
            ) as n
        )
{%- else -%}
(
            select {{ span }}.span_start as period_start, {{ span }}.span_end as period_end
        )
{%- endif -%}
{%- endmacro -%}

{#- One row per tenant and window of the grain. -#}
{%- macro windows(grain) -%}
(
        select units.tenant_id, windows.period_start, windows.period_end
        from {{ units() }} as units
        cross join lateral {{ windows_of(grain, 'units') }} as windows
    )
{%- endmacro -%}

{#- The start of the window that an instant of a local day lies in. -#}
{%- macro period_start(grain, at, day_start) -%}
{%- if grain == 'hour' -%}
{{ day_start }} + floor(extract(epoch from {{ at }} - {{ day_start }}) / 3600) * interval '1 hour'
{%- else -%}
{{ day_start }}
{%- endif -%}
{%- endmacro -%}

{#- The end of the hour that begins before an instant of a local day. -#}
{%- macro hour_end(at, day_start) -%}
{{ day_start }} + ceil(extract(epoch from {{ at }} - {{ day_start }}) / 3600) * interval '1 hour'
{%- endmacro -%}

{#- At the end of a select: keeps Postgres from merging it into the one around it, which would evaluate its expressions
    anew at each mention, and from moving conditions into it. -#}
{%- macro fence() -%}
offset 0
{%- endmacro -%}

{#- A number that brings rows of one tenant and id together, and tenants one after the other: it sorts in a fraction of
    the time of two texts. Two ids may share it, so the texts must follow. -#}
{%- macro place(tenant_id, id) -%}
(hashtextextended({{ tenant_id }}, 0) & -4294967296) | (hashtextextended({{ id }}, 0) & 4294967295)
{%- endmacro -%}

{#- One more key to group by that changes no group, but cannot be sorted: Postgres must hash. Left to itself it sorts
    whenever the cost of that is small beside the cost of the rows, and would sort all facts of all families. -#}
{%- macro hashed() -%}
'0'::xid
{%- endmacro -%}

{#- Whether the query that is called with finds a row. Where the indexes that doctor wants are there it is one probe a row,
    so that the cost follows the window; elsewhere it is a semi-join, which Postgres may hash. -#}
{%- macro found() -%}
{%- if indexed -%}
(exists ({{ caller() }})) is true
{%- else -%}
exists ({{ caller() }})
{%- endif -%}
{%- endmacro -%}

{#- The same for no row. -#}
{%- macro missing() -%}
{%- if indexed -%}
(exists ({{ caller() }})) is not true
{%- else -%}
not exists ({{ caller() }})
{%- endif -%}
{%- endmacro -%}

{#- What a source is asked for: a tenant and the ids that `askers` name `wanted`. Where the index is there, all ids of a
    tenant in an array, so that the source is read in their order, once per tenant: a fraction of a probe for each where few
    of them are found. Elsewhere a row for each id, so that Postgres may hash them. Goes with is_asked() and, at the
    end of the lateral select that reads the source, with for_each_tenant(). -#}
{%- macro asked(askers, wanted) -%}
(
        {%- if indexed %}
        select asker.tenant_id, array_agg(asker.{{ wanted }}) as ids
        from {{ askers }} as asker
        where asker.{{ wanted }} <> ''
        group by asker.tenant_id, {{ hashed() }}
        {%- else %}
        select distinct asker.tenant_id, asker.{{ wanted }} as id
        from {{ askers }} as asker
        left join kpi_estimated_fifty() on true
        where asker.{{ wanted }} <> ''
        {%- endif %}
    )
{%- endmacro -%}

{#- Whether an id is among those that are asked for. -#}
{%- macro is_asked(id) -%}
{{ id }} = {{ 'any(asked.ids)' if indexed else 'asked.id' }}
{%- endmacro -%}

{#- Reads the source tenant by tenant where there are arrays. -#}
{%- macro for_each_tenant() -%}
{{ fence() if indexed }}
{%- endmacro -%}
