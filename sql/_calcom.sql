-- Macros: the webhooks of Cal.com
-- why: a trigger, a rank that settles which of two things told of one instant is the later, and which of the many shapes
--      of a body says what, each in one place

{#- By trigger that tells of a booking: the type of its event. -#}
{%- set triggers = {
    'BOOKING_REQUESTED': 'booking.requested',
    'BOOKING_CREATED': 'booking.created',
    'BOOKING_RESCHEDULED': 'booking.rescheduled',
    'BOOKING_CANCELLED': 'booking.cancelled',
    'BOOKING_REJECTED': 'booking.rejected',
    'BOOKING_PAYMENT_INITIATED': 'booking.payment_initiated',
    'BOOKING_PAID': 'booking.paid',
    'BOOKING_NO_SHOW_UPDATED': 'booking.no_show',
    'MEETING_ENDED': 'booking.completed',
} -%}

{#- The order of what bears the same instant: ids begin with it, and ties go by id. -#}
{%- set ranks = [
    'booking.completed', 'booking.payment_initiated', 'booking.paid', 'booking.requested', 'booking.created',
    'booking.confirmed', 'booking.rescheduled', 'booking.rejected', 'booking.cancelled', 'booking.no_show'
] -%}

{#- The currencies that Cal.com, by way of Stripe, has no minor unit for; of all others it tells hundredths. -#}
{%- set without_minor_unit = [
    'BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
] -%}

{#- What a body is about: meetings are flat. -#}
{%- macro told(body) -%}
case when jsonb_typeof({{ body }} -> 'payload') = 'object' then {{ body }} -> 'payload' else {{ body }} end
{%- endmacro -%}

{#- A meeting's end is a timer that was set when the booking was made, and knows of nothing since: it is dated then, so that
    a cancellation or a no-show is later. -#}
{%- macro said_at(body, told) -%}
coalesce(
    case
        when {{ body }} ->> 'triggerEvent' = 'MEETING_ENDED'
            then coalesce(kpi_instant({{ told }} ->> 'createdAt'), kpi_instant({{ told }} ->> 'startTime'))
    end,
    kpi_instant({{ body }} ->> 'createdAt')
)
{%- endmacro -%}

{#- Booking ids are uids, never numbers. -#}
{%- macro uid(told) -%}
coalesce(kpi_json_id({{ told }}, 'uid'), kpi_json_id({{ told }}, 'bookingUid'))
{%- endmacro -%}

{#- An id that may come as a number. -#}
{%- macro id(object, key) -%}
case
    when
        jsonb_typeof({{ object }} -> '{{ key }}') in ('string', 'number')
        and length({{ object }} ->> '{{ key }}') between 1 and 250
        then {{ object }} ->> '{{ key }}'
end
{%- endmacro -%}

{#- The client as the host has written it; null where an appointment has inherited it. -#}
{%- macro own_client(row) -%}
nullif({{ row }}.client_id, {{ row }}.metadata -> 'calcom' ->> 'clientId')
{%- endmacro -%}
