-- Macros: the booking events of a run's windows, read once for all families that count them
-- reads: kpi_source_booking_events

{%- import 'scripts/sql/_windows.sql' as w -%}

{#- Whether an event names no booking. -#}
{%- macro is_unlinked(e) -%}
coalesce({{ e }}.booking_id, '') = ''
{%- endmacro -%}

{#- Intents, successes and reschedules of the windows, and what names no booking. -#}
{%- macro happened() -%}
select
    e.is_intent,
    e.is_success,
    e.is_reschedule,
    e.created_at,
    s.span_start,
    s.day_start,
    e.tenant_id,
    e.id,
    e.booking_id,
    e.staff_id,
    e.intent_id,
    e.source
from {{ w.scans() }} as s
inner join kpi_source_booking_events as e
    on e.tenant_id = any(s.tenant_ids) and e.created_at >= s.span_start and e.created_at < s.span_end
where e.is_intent or e.is_success or e.is_reschedule or {{ is_unlinked('e') }}
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
