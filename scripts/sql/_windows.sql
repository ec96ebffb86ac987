-- Macros: the windows of a run, from its bound arrays
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends
-- why: a span is a run of windows inside one local day of one tenant; tenants of one zone share their spans, so that
--      grouping them lets every source be read once per zone, in heap order, instead of once per tenant

{%- macro spans() -%}
unnest(
        {{ param('tenant_ids') }}::text[],
        {{ param('span_starts') }}::timestamptz[],
        {{ param('span_ends') }}::timestamptz[],
        {{ param('day_starts') }}::timestamptz[],
        {{ param('day_ends') }}::timestamptz[]
    ) as spans (tenant_id, span_start, span_end, day_start, day_end)
{%- endmacro -%}

{#- One row per distinct span, with all tenants that have it. -#}
{%- macro scans() -%}
(
        select
            span_start,
            span_end,
            day_start,
            day_end,
            array_agg(tenant_id) as tenant_ids
        from {{ spans() }}
        group by span_start, span_end, day_start, day_end
    )
{%- endmacro -%}

{#- One row per tenant and window of the grain. -#}
{%- macro windows(grain) -%}
{%- if grain == 'hour' -%}
(
        select
            tenant_id,
            span_start + n * interval '1 hour' as period_start,
            least(span_start + (n + 1) * interval '1 hour', day_end) as period_end
        from {{ spans() }}
        cross join lateral generate_series(
            0, ceil(extract(epoch from span_end - span_start) / 3600)::integer - 1
        ) as n
    )
{%- else -%}
(
        select tenant_id, span_start as period_start, span_end as period_end
        from {{ spans() }}
    )
{%- endif -%}
{%- endmacro -%}

{#- The start of the window that an instant of a local day lies in. -#}
{%- macro period_start(grain, at, day_start) -%}
{%- if grain == 'hour' -%}
{{ day_start }} + floor(extract(epoch from {{ at }} - {{ day_start }}) / 3600) * interval '1 hour'
{%- else -%}
{{ day_start }}
{%- endif -%}
{%- endmacro -%}

{#- A column that keeps Postgres from merging this select into the one around it, which would evaluate every
    expression anew at each mention. -#}
{%- macro evaluated_once() -%}
generate_series(1, 1) as evaluated_once
{%- endmacro -%}
