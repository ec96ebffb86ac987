-- Macros: which of the required events a tenant's sources hold, and what is made from them
-- reads: kpi_metric

{#- The metrics that event `e` of kpi_required_event feeds, as an array. -#}
{%- macro metrics_of(e) -%}
array(
            select m.name
            from kpi_metric as m
            where
                regexp_split_to_array(
                    concat_ws(' ', m.numerator, m.denominator, m.null_unless), '[^a-z_]+'
                ) && {{ e }}.counters
            order by m.position
        )
{%- endmacro -%}

{%- set names = {
    'kpi_source_booking_events': "'booking.' || r.event_type",
    'kpi_source_message_log': "'message.' || r.direction",
    'kpi_source_audit_log': "case
                when r.action like 'admin.%' then 'admin.manual_intervention'
                when r.action in ('feedback_request', 'feedback.requested') then 'feedback.requested'
            end",
    'kpi_source_feedback': "'feedback.submitted'",
    'kpi_source_inventory_ledger': "case r.reason
                when 'intake' then 'inventory.intake_confirmed'
                when 'consume' then 'inventory.consumed'
            end",
    'kpi_source_stock_snapshot': "'inventory.reconciled'",
    'kpi_source_intake_doc': "'inventory.intake_created'",
    'kpi_integration_log': "'integration.' || r.kind",
} -%}

{#- One row per event that tenant `t` has rows of since some instant, as a select (name, events, last_seen_at). -#}
{%- macro seen(t, since) -%}
(
        select
            logged.name,
            count(*) as events,
            max(logged.created_at) as last_seen_at
        from (
            {%- for view, name in names.items() %}
            select
                {{ name }} as name,
                r.created_at
            from {{ view }} as r
            where r.tenant_id = {{ t }}.tenant_id and r.created_at >= {{ since }}
            {%- if not loop.last %}
            union all
            {%- endif %}
            {%- endfor %}
        ) as logged
        group by logged.name
    )
{%- endmacro -%}
