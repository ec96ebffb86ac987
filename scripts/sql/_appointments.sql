-- Macros: how an appointment is judged, by its row and by the event log
-- reads: kpi_source_appointments_map, kpi_source_booking_events
-- parameters: as_of
-- why: the one place that knows the rules of state and of supersession (docs/architecture.md)

{#- The event that decides the state of row `a`, as a lateral join: the latest of those that can. -#}
{%- macro latest_event(a) -%}
left join lateral (
        select e.event_type, e.is_undo
        from kpi_source_booking_events as e
        where
            e.tenant_id = {{ a }}.tenant_id
            and e.booking_id = {{ a }}.booking_id
            and e.booking_id <> ''
            and e.decides_state
        order by e.created_at desc, e.id collate "C" desc
        limit 1
    ) as {{ a }}_event on true
{%- endmacro -%}

{#- scheduled, completed, cancelled, no_show, rejected or pending; needs latest_event(a) joined. -#}
{%- macro state(a) -%}
case
        when {{ a }}_event.event_type in ('cancelled', 'rejected', 'completed') then {{ a }}_event.event_type
        when {{ a }}_event.event_type = 'no_show' and {{ a }}_event.is_undo is not true then 'no_show'
        when {{ a }}.status in ('cancelled', 'rejected', 'pending', 'completed') then {{ a }}.status
        when {{ a }}.status = 'no_show' and ({{ a }}_event.event_type is distinct from 'no_show') then 'no_show'
        when {{ a }}.start_at <= {{ param('as_of') }}::timestamptz then 'completed'
        else 'scheduled'
    end
{%- endmacro -%}

{#- Another row took its place. -#}
{%- macro is_superseded(a) -%}
exists (
        select from kpi_source_appointments_map as {{ a }}_next
        {{ latest_event(a ~ '_next') }}
        where
            {{ a }}_next.tenant_id = {{ a }}.tenant_id
            and {{ a }}_next.rescheduled_from_id = {{ a }}.booking_id
            and {{ a }}_next.metadata ? 'rescheduledFromUid'
            and {{ a }}_next.id <> {{ a }}.id
            and {{ state(a ~ '_next') }} not in ('rejected', 'pending')
    )
{%- endmacro -%}

{#- Whether the money of row `a` is in the currency of tenant `t`. -#}
{%- macro is_own_money(a, t) -%}
coalesce(lower(kpi_json_id({{ a }}.metadata, 'currency')) = lower({{ t }}.currency), true)
{%- endmacro -%}

{#- A money value of row `a`, or null. -#}
{%- macro money(a, key) -%}
case when kpi_json_number({{ a }}.metadata -> '{{ key }}') >= 0 then kpi_json_number({{ a }}.metadata -> '{{ key }}') end
{%- endmacro -%}

{#- Minutes that a service is configured with (1 to 1440), or null. -#}
{%- macro service_minutes(config, service_id, key) -%}
case
                when kpi_json_number({{ config }}.services -> {{ service_id }} -> '{{ key }}') between 1 and 1440
                    then kpi_json_number({{ config }}.services -> {{ service_id }} -> '{{ key }}')
            end
{%- endmacro -%}
