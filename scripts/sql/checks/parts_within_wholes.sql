-- What is a part of something is not more than that
-- severity: fail
{%- set wholes = {
    'intents_converted': 'booking_attempts',
    'bookings_automated': 'bookings_confirmed',
    'resolved_intents': 'bookings_confirmed',
    'appointments_completed + appointments_cancelled + appointments_no_show': 'appointments',
    'appointments_priced': 'appointments_completed',
    'feedback_covered': 'appointments_completed',
    'grid_checked': 'appointments',
    'grid_aligned': 'grid_checked',
    'offpeak_starts': 'appointments',
    'offpeak_known': 'appointments',
    'offpeak_shifted': 'offpeak_known',
    'scheduled_service_seconds': 'service_seconds',
    'visits': 'appointments_completed',
    'identified_visits': 'visits',
    'repeat_visits': 'identified_visits',
    'reminders_automated': 'reminders_due',
    'jobs_dead': 'jobs_finished',
    'feedback_count': 'feedback_rating_sum',
    'feedback_rating_sum': '5 * feedback_count',
    'webhook_errors': 'webhook_calls',
    'stt_errors': 'stt_calls',
    'ocr_errors': 'ocr_calls',
    'api_errors': 'api_calls',
} %}
select
    staged.tenant_id,
    staged.granularity,
    staged.period_start,
    staged.period_end,
    concat(pairs.part, ' (', pairs.counted, ') is more than ', pairs.whole, ' (', pairs.of_all, ')') as said
from {{ staged }} as staged
cross join lateral (
    values
    {%- for part, whole in wholes.items() %}
    ('{{ part }}', {{ part | counters(zero) }}, '{{ whole }}', {{ whole | counters(zero) }}){{ ',' if not loop.last }}
    {%- endfor %}
) as pairs (part, counted, whole, of_all)
where pairs.counted > pairs.of_all
