-- Macros: the booking events of a run's windows, read once for all families that count them
-- reads: kpi_source_booking_events

{%- import 'scripts/sql/_windows.sql' as w -%}

{#- Whether an event names no booking. -#}
{%- macro is_unlinked(e) -%}
coalesce({{ e }}.booking_id, '') = ''
{%- endmacro -%}

{#- Intents, successes and reschedules of the windows, and what names no booking. The type is read once an event: each of
    the source's own flags compares it with all its spellings. -#}
{%- macro happened() -%}
select
    e.event_type = 'intent_received' as is_intent,
    e.event_type in ('created', 'confirmed') as is_success,
    e.event_type = 'rescheduled' as is_reschedule,
    e.created_at,
    e.span_start,
    e.day_start,
    e.tenant_id,
    e.id,
    e.booking_id,
    e.staff_id,
    e.intent_id,
    e.source
from (
    select
        e.*,
        s.span_start,
        s.day_start
    from {{ w.scans() }} as s
    inner join kpi_source_booking_events as e
        on e.tenant_id = any(s.tenant_ids) and e.created_at >= s.span_start and e.created_at < s.span_end
    {{ w.fence() }}
) as e
where coalesce(e.event_type in ('intent_received', 'created', 'confirmed', 'rescheduled'), false) or {{ is_unlinked('e') }}
{%- endmacro -%}

{#- What families read: happened(), by its name where the statement has it already. -#}
{%- macro events(name) -%}
{%- if name is defined -%}
{{ name }}
{%- else -%}
(
{{ happened() }}
)
{%- endif -%}
{%- endmacro -%}
