-- Macros: the events that can be logged, their payloads, and where they land
-- why: one list from which the checks, the function, the catalogue and the docs are made

{#- By event: the table it lands in, its payload's fields (a `!` stands behind the types of those that it must have), the
    counters that it feeds, and what has happened. -#}
{%- set booking = {'intentId': 'id', 'staffId': 'id', 'source': 'text'} -%}
{%- set verdict = ['appointments_completed', 'appointments_cancelled', 'appointments_no_show'] -%}
{%- set success = ['bookings_confirmed', 'bookings_automated', 'resolve_seconds', 'intents_converted'] -%}
{%- set call = {'target': 'id!', 'ok': 'boolean!', 'status_code': 'status', 'latency_ms': 'milliseconds'} -%}
{%- set message = {'channel': 'id!', 'messageId': 'id', 'customerId': 'id'} -%}
{%- set events = {
    'booking.intent_received': (
        'booking_events', {'intentId': 'id!', 'bookingId': 'id', 'source': 'text'},
        ['booking_attempts', 'intents_converted', 'resolve_seconds'], 'a client wants an appointment'
    ),
    'booking.created': (
        'booking_events', dict(booking, bookingId='id!'), success, 'a booking was made'
    ),
    'booking.confirmed': (
        'booking_events', dict(booking, bookingId='id!'), success, 'a booking was confirmed'
    ),
    'booking.cancelled': (
        'booking_events', dict(booking, bookingId='id!'), ['appointments_cancelled'], 'a booking was called off'
    ),
    'booking.rescheduled': (
        'booking_events', dict(booking, bookingId='id!'), ['reschedules'], 'a booking was moved'
    ),
    'booking.no_show': (
        'booking_events', dict(booking, bookingId='id!', noShow='boolean'), ['appointments_no_show'],
        'a client did not come; with noShow false: did come after all'
    ),
    'message.inbound': ('message_log', message, ['messages_inbound'], 'a client wrote'),
    'message.outbound': ('message_log', message, ['messages_outbound'], 'a client was written to'),
    'message.failed': ('message_log', message, ['messages_failed'], 'a message could not be sent'),
    'admin.manual_intervention': (
        'audit_log', {'action': 'id!', 'actor': 'text', 'bookingId': 'id'},
        ['admin_interventions', 'bookings_automated'], 'a person did by hand what should have gone by itself'
    ),
    'inventory.intake_created': (
        'intake_doc', {'docId': 'id!', 'items': 'any'}, [], 'a delivery note came in'
    ),
    'inventory.intake_confirmed': (
        'inventory_ledger', {'docId': 'id!', 'items': 'items!'}, ['stock_intake'], 'its goods are in stock'
    ),
    'inventory.consumed': (
        'inventory_ledger', {'itemId': 'id!', 'qty': 'quantity!', 'bookingId': 'id'}, ['stock_consumed'],
        'goods were used up'
    ),
    'inventory.reconciled': (
        'stock_snapshot', {'itemId': 'id!', 'qtyPhysical': 'number!', 'qtyExpected': 'number!'},
        ['stock_counts', 'stock_variance', 'stock_variance_abs', 'stock_expected'], 'stock was counted'
    ),
    'feedback.requested': (
        'audit_log', {'bookingId': 'id!', 'channel': 'id'}, ['feedback_requested'], 'a client was asked for feedback'
    ),
    'feedback.submitted': (
        'feedback',
        {'bookingId': 'id!', 'rating': 'rating!', 'staffId': 'id', 'serviceId': 'id', 'channel': 'id', 'comment': 'text'},
        ['feedback_count', 'feedback_rating_sum', 'feedback_covered'], 'a client gave feedback'
    ),
    'integration.webhook': (
        'kpi_integration_log', call, ['webhook_calls', 'webhook_errors'], 'another system called us'
    ),
    'integration.stt': (
        'kpi_integration_log', dict(call, target='id'), ['stt_calls', 'stt_errors'], 'speech was turned into text'
    ),
    'integration.ocr': (
        'kpi_integration_log', dict(call, target='id'), ['ocr_calls', 'ocr_errors'], 'a picture was turned into text'
    ),
    'integration.api': (
        'kpi_integration_log', call, ['api_calls', 'api_errors', 'api_latency'], 'we called another system'
    ),
} -%}

{#- The types of fields: what a value is not that is refused, and a condition on a JSON value `v`. -#}
{%- set types = {
    'id': (
        'is no string of 1 to 1000 bytes',
        "jsonb_typeof(v) = 'string' and octet_length(v #>> '{}') between 1 and 1000"
    ),
    'text': ('is no string', "jsonb_typeof(v) = 'string'"),
    'boolean': ('is neither true nor false', "jsonb_typeof(v) = 'boolean'"),
    'number': ('is no number of at most 10^12 in size', 'abs(kpi_json_number(v)) <= 1e12'),
    'quantity': ('is no number above 0 and of at most 10^12', 'kpi_json_number(v) > 0 and kpi_json_number(v) <= 1e12'),
    'rating': ('is no number from 1 to 5', 'kpi_json_number(v) between 1 and 5'),
    'status': (
        'is no HTTP status',
        'kpi_json_number(v) between 100 and 599 and kpi_json_number(v) % 1 = 0'
    ),
    'milliseconds': (
        'is no number from 0 to 10^12', 'kpi_json_number(v) between 0 and 1e12'
    ),
    'items': (
        'is no list of 1 to 1000 objects with itemId and qty (above 0)',
        "case
            when jsonb_typeof(v) = 'array' then jsonb_array_length(v) between 1 and 1000 and not exists (
                select from jsonb_array_elements(v) as item
                where
                    (octet_length(kpi_json_id(item, 'itemId')) <= 1000) is not true
                    or (kpi_json_number(item -> 'qty') > 0 and kpi_json_number(item -> 'qty') <= 1e12) is not true
            )
        end"
    ),
    'any': ('is missing', 'true'),
} -%}
