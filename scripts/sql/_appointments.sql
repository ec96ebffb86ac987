-- Macros: appointments, read and judged once for all families that count them
-- parameters: as_of, tenant_ids
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_service, kpi_tenant
-- why: the one place that knows the rules of state, of supersession and of metadata (docs/architecture.md)

{%- import 'scripts/sql/_windows.sql' as w -%}

{#- The event that is the state of row `a`: of a final type, and nothing that could decide came after it. -#}
{%- macro final_event(a) -%}
left join lateral (
        select e.event_type, e.is_undo
        from kpi_source_booking_events as e
        where
            e.tenant_id = {{ a }}.tenant_id
            and e.booking_id = {{ a }}.booking_id
            and e.booking_id <> ''
            and e.is_final
            -- "is not true" keeps this a probe per event: as a join it would read all events of the booking.
            and (exists (
                select from kpi_source_booking_events as later
                where
                    later.tenant_id = e.tenant_id
                    and later.booking_id = e.booking_id
                    and later.created_at >= e.created_at
                    and (later.created_at > e.created_at or later.id collate "C" > e.id collate "C")
                    and later.decides_state
            )) is not true
        limit 1
    ) as {{ a }}_event on true
{%- endmacro -%}

{#- scheduled, completed, cancelled, no_show, rejected or pending; needs final_event(a) joined. -#}
{%- macro state_of(a) -%}
case
        when {{ a }}_event.event_type in ('cancelled', 'rejected', 'completed') then {{ a }}_event.event_type
        when {{ a }}_event.event_type = 'no_show' and {{ a }}_event.is_undo is not true then 'no_show'
        when {{ a }}.status in ('cancelled', 'rejected', 'pending', 'completed') then {{ a }}.status
        when {{ a }}.status = 'no_show' and ({{ a }}_event.event_type is distinct from 'no_show') then 'no_show'
        when {{ a }}.start_at <= {{ param('as_of') }}::timestamptz then 'completed'
        else 'scheduled'
    end
{%- endmacro -%}

{#- No other row took its place. -#}
{%- macro is_current(a) -%}
{%- call w.missing() %}
        select from kpi_source_appointments_map as {{ a }}_next
        {{ final_event(a ~ '_next') }}
        where
            {{ a }}_next.tenant_id = {{ a }}.tenant_id
            and {{ a }}_next.rescheduled_from_id = {{ a }}.booking_id
            and {{ a }}_next.metadata ? 'rescheduledFromUid'
            and {{ a }}_next.id <> {{ a }}.id
            and {{ state_of(a ~ '_next') }} not in ('rejected', 'pending')
    {% endcall -%}
{%- endmacro -%}

{#- Whether money in a currency is the tenant's own. -#}
{%- macro is_own_money(currency, own) -%}
coalesce(lower({{ currency }}) = lower({{ own }}), true)
{%- endmacro -%}

{#- A number as money, or null. -#}
{%- macro money(number) -%}
case when {{ number }} between 0 and 1000000000000 then {{ number }} end
{%- endmacro -%}

{#- A number of minutes as an interval, to the microsecond: a smaller part of one would not fit the cast. -#}
{%- macro minutes(number) -%}
make_interval(secs => round(60 * ({{ number }}), 6)::double precision)
{%- endmacro -%}

{#- Whether row `a`, which starts before the day, may last into span `s`: never wrongly no. Most rows are told apart by
    this, before the costly reading: a text in UTC compares as the instant that it names. -#}
{%- macro may_reach(a, s) -%}
(
            {{ a }}.metadata ? 'bufferMinutes'
            or {{ a }}.start_at > {{ s }}.usually_too_early
            or {{ a }}.start_at > {{ s }}.always_too_early
            and (
                {{ a }}.start_at
                + make_interval(
                    mins => ceil(least(greatest(kpi_json_number({{ a }}.metadata -> 'durationMinutes'), 0), 1440))::integer
                ) > {{ s }}.free_since
                or {{ a }}.metadata ->> 'endAt' not like '%Z'
                or {{ a }}.metadata ->> 'endAt' collate "C" >= {{ s }}.free_since_text
            )
        )
{%- endmacro -%}

{#- The keys of metadata that are read, and the columns of their values in judged(). -#}
{%- set keys = {
    'staffId': 'staff_id',
    'serviceId': 'service_id',
    'durationMinutes': 'duration_minutes',
    'bufferMinutes': 'buffer_minutes',
    'endAt': 'given_end_at',
    'price': 'price',
    'discount': 'discount',
    'currency': 'currency',
    'refundedAmount': 'refunded_amount',
    'refundedAt': 'refunded_at',
    'preferredStart': 'wished_start',
    'rescheduledFromUid': 'rescheduled_from_id',
} -%}
{%- set numbers = ['durationMinutes', 'bufferMinutes', 'price', 'discount', 'refundedAmount'] -%}

{#- Appointments on the local days of the run, and those that reach into a span from before its day: not superseded,
    their metadata read, their state judged. -#}
{%- macro judged() -%}
with services as (
    select
        service.tenant_id,
        service.service_id,
        service.grid_minutes,
        {{ minutes('service.duration_minutes') }} as duration,
        {{ minutes('service.buffer_minutes') }} as buffer
    from kpi_service as service
    where service.tenant_id = any({{ param('tenant_ids') }}::text[])
),

longest as (
    select
        coalesce(max(services.duration), interval '0') as duration,
        coalesce(max(services.buffer), interval '0') as buffer
    from services
),

-- The latest starts that do not reach into a span: by what services say, and by any length that there is.
reached as (
    select
        s.*,
        s.span_start - longest.buffer as free_since,
        to_char(s.span_start at time zone 'UTC' - longest.buffer, 'YYYY-MM-DD"T"HH24:MI:SS') as free_since_text,
        s.span_start - longest.buffer - longest.duration as usually_too_early,
        s.span_start - longest.buffer - interval '24 hours' as always_too_early
    from {{ w.scans() }} as s
    cross join longest
    {{ w.fence() }}
),

-- Each value is looked up once, and read where it has a name.
started as (
    select
        a.tenant_id,
        a.id,
        a.booking_id,
        a.client_id,
        a.staff_id,
        a.service_id,
        a.rescheduled_from_id,
        a.status,
        a.metadata,
        a.created_at,
        a.start_at,
        {%- for key, column in keys.items() %}
        a.metadata {{ '->' if key in numbers else '->>' }} '{{ key }}' as raw_{{ column }},
        {%- endfor %}
        s.span_start,
        s.span_end,
        s.day_start,
        s.day_end
    from reached as s
    inner join kpi_source_appointments_map as a
        on a.tenant_id = any(s.tenant_ids)
        -- 24 hours of service and 24 of buffer are the farthest that one reaches.
        and a.start_at >= s.span_start - interval '48 hours'
        and a.start_at < s.day_end
        and (a.start_at >= s.day_start or {{ may_reach('a', 's') }})
    {{ w.fence() }}
),

served as (
    select
        a.*,
        service.duration as service_duration,
        service.buffer as service_buffer,
        service.grid_minutes as service_grid_minutes,
        kpi_json_number(a.raw_duration_minutes) as read_duration,
        kpi_json_number(a.raw_buffer_minutes) as read_buffer,
        kpi_json_number(a.raw_price) as read_price,
        kpi_json_number(a.raw_discount) as read_discount,
        kpi_json_number(a.raw_refunded_amount) as read_refund,
        kpi_instant(a.raw_given_end_at) as read_end_at,
        kpi_instant(a.raw_refunded_at) as refunded_at,
        kpi_instant(a.raw_wished_start) as wished_start,
        kpi_json_id(a.metadata, 'currency') as currency
    from started as a
    left join services as service on a.tenant_id = service.tenant_id and a.service_id = service.service_id
    {{ w.fence() }}
),

valued as (
    select
        a.*,
        case when a.read_duration between 1 and 1440 then a.read_duration end as duration_minutes,
        case when a.read_buffer between 0 and 1440 then a.read_buffer end as buffer_minutes,
        case
            when a.read_end_at > a.start_at and a.read_end_at <= a.start_at + interval '24 hours' then a.read_end_at
        end as given_end_at,
        {{ money('a.read_price') }} as price,
        {{ money('a.read_discount') }} as discount,
        {{ money('a.read_refund') }} as refunded_amount
    from served as a
    {{ w.fence() }}
),

ended as (
    select
        a.*,
        coalesce(
            a.given_end_at,
            a.start_at
            + case when a.duration_minutes is null then a.service_duration else {{ minutes('a.duration_minutes') }} end
        ) as end_at,
        case
            when a.buffer_minutes is null then coalesce(a.service_buffer, interval '0')
            else {{ minutes('a.buffer_minutes') }}
        end as buffer
    from valued as a
    {{ w.fence() }}
),

-- In the order of tenants, so that the probes that follow stay in one corner of their indexes.
ready as (
    select
        a.tenant_id,
        a.id,
        a.booking_id,
        nullif(a.client_id, '') as client_id,
        a.staff_id,
        a.status,
        a.created_at,
        a.start_at,
        a.end_at,
        a.end_at + a.buffer as busy_until,
        a.span_start,
        a.span_end,
        a.day_start,
        a.day_end,
        a.service_grid_minutes,
        a.price,
        a.discount,
        a.currency,
        a.wished_start,
        a.rescheduled_from_id,
        case
            when num_nonnulls({% for column in keys.values() %}a.raw_{{ column }}{{ ', ' if not loop.last }}{% endfor %})
                > num_nonnulls({% for column in keys.values() %}a.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
                then array_remove(array[
                    {%- for key, column in keys.items() %}
                    case when a.{{ column }} is null and a.metadata ->> '{{ key }}' is not null then '{{ key }}' end{{ ',' if not loop.last }}
                    {%- endfor %}
                ], null)
        end as rejected_keys
    from ended as a
    where a.start_at >= a.day_start or a.end_at + a.buffer > a.span_start
    order by hashtextextended(a.tenant_id, 0)
    {{ w.fence() }}
),

judged as (
    select
        a.start_at >= a.day_start as is_of_day,
        a.start_at >= a.span_start and a.start_at < a.span_end as is_in_span,
        a.day_start,
        a.day_end,
        a.span_start,
        a.span_end,
        a.start_at,
        a.end_at,
        a.busy_until,
        a.created_at,
        a.tenant_id,
        a.id,
        a.booking_id,
        a.staff_id,
        a.client_id,
        {{ state_of('a') }} as state,
        {{ is_own_money('a.currency', 't.currency') }} as is_own_money,
        a.price,
        a.discount,
        coalesce(a.service_grid_minutes, t.slot_grid_minutes) as grid_minutes,
        a.wished_start,
        a.rescheduled_from_id,
        a.rejected_keys
    from ready as a
    inner join kpi_tenant as t on a.tenant_id = t.tenant_id
    {{ final_event('a') }}
    where {{ is_current('a') }}
    {{ w.fence() }}
)

-- What families filter by comes first, then what has one width: Postgres reads a row only as far as it must. The estimate
-- is joined, and not selected, so that it is called once and not once a row.
select
    state in ('scheduled', 'completed', 'cancelled', 'no_show') as is_booked,
    state in ('scheduled', 'completed') as is_held,
    state = 'completed' as is_completed,
    judged.*
from judged
left join kpi_estimated_fifty() on true
{%- endmacro -%}

{#- What families read: judged(), by its name where the statement has it already. -#}
{%- macro appointments(name) -%}
{%- if name is defined -%}
{{ name }}
{%- else -%}
(
{{ judged() }}
)
{%- endif -%}
{%- endmacro -%}
