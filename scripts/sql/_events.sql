-- Macros: the booking events of a run's windows, read once for all families that count them
-- reads: kpi_source_booking_events

{%- import 'scripts/sql/_windows.sql' as w -%}

{#- Intents, successes and reschedules of the windows, and what names no booking; in the order of tenants, so that the
    probes that follow stay in one corner of their indexes. -#}
{%- macro happened() -%}
select
    e.tenant_id,
    e.id,
    e.booking_id,
    e.source,
    e.intent_id,
    e.staff_id,
    e.is_intent,
    e.is_success,
    e.is_reschedule,
    e.booking_id is null or e.booking_id = '' as is_unlinked,
    e.created_at,
    s.span_start,
    s.span_end,
    s.day_start
from {{ w.scans() }} as s
inner join kpi_source_booking_events as e
    on e.tenant_id = any(s.tenant_ids) and e.created_at >= s.span_start and e.created_at < s.span_end
where e.is_intent or e.is_success or e.is_reschedule or e.booking_id is null or e.booking_id = ''
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
