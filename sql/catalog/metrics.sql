-- The catalogue: how every metric is derived from counters
-- object: rows kpi_metric
-- writes: kpi_metric
-- why: a metric exists because it has a row here; kpi_metrics(), the docs, the CLI and the API follow
delete from kpi_metric;
insert into kpi_metric (
    position, name, unit, level, family, scale, numerator, denominator, null_unless, by_key, target, direction, sources,
    rule
)
select
    row_number() over () as position,
    metric.name,
    metric.unit,
    metric.level,
    metric.family,
    metric.scale,
    metric.numerator,
    metric.denominator,
    metric.null_unless,
    metric.by_key,
    metric.target,
    metric.direction,
    metric.sources,
    metric.rule
from (
    values
    -- bookings
    (
        'bookingSuccessRate', 'percent', 'T', 'booking', 100, 'bookings_confirmed', 'booking_attempts', null, false,
        99, 'up', array['booking_events'],
        'Bookings whose first success (created or confirmed) is in the window, per intent received in it. '
        'The owner''s formula: walk-ins without an intent can push it past 100.'
    ),
    (
        'intentConversionRate', 'percent', 'T', 'booking_event', 100,
        'intents_converted', 'booking_attempts', null, false,
        null, 'up', array['booking_events'],
        'Intents received in the window that became a booking at any later time. The stricter reading of '
        'bookingSuccessRate: never past 100.'
    ),
    (
        'bookingAutomationRate', 'percent', 'S', 'booking', 100,
        'bookings_automated', 'bookings_confirmed', null, false,
        90, 'up', array['booking_events', 'audit_log', 'appointments_map'],
        'Confirmed bookings made without a person at the salon: no admin, manual, staff or frontdesk source, and no '
        'admin action on the booking until then.'
    ),
    (
        'adminInterventionRate', 'percent', 'T', 'intervention', 100,
        'admin_interventions', 'booking_attempts', null, false,
        10, 'down', array['audit_log', 'booking_events'],
        'Admin actions per intent received.'
    ),
    (
        'meanTimeToResolveSec', 'seconds', 'T', 'booking', 1, 'resolve_seconds', 'resolved_intents', null, false,
        null, 'down', array['booking_events'],
        'Mean seconds from the first intent to the first success, over bookings that had an intent.'
    ),
    (
        'bookingAttempts', 'count', 'T', 'booking_event', 1, 'booking_attempts', null, null, false,
        null, null, array['booking_events'],
        'Intents received.'
    ),
    (
        'bookingsConfirmed', 'count', 'S', 'booking', 1, 'bookings_confirmed', null, null, false,
        null, 'up', array['booking_events', 'appointments_map'],
        'Bookings whose first success of all time is in the window; each booking once.'
    ),
    (
        'reschedules', 'count', 'S', 'booking_event', 1, 'reschedules', null, null, false,
        null, null, array['booking_events', 'appointments_map'],
        'Rescheduled events.'
    ),
    -- appointments
    (
        'appointments', 'count', 'S', 'appointment', 1, 'appointments', null, null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Appointments that start in the window and are scheduled, completed, cancelled or no-show; superseded rows, '
        'rejected and pending ones are none.'
    ),
    (
        'completed', 'count', 'S', 'appointment', 1, 'appointments_completed', null, null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Appointments that took place: completed, or scheduled and begun by the time of the run.'
    ),
    (
        'cancellations', 'count', 'S', 'appointment', 1, 'appointments_cancelled', null, null, false,
        null, 'down', array['appointments_map', 'booking_events'],
        'Cancelled appointments, at their start.'
    ),
    (
        'noShows', 'count', 'S', 'appointment', 1, 'appointments_no_show', null, null, false,
        null, 'down', array['appointments_map', 'booking_events'],
        'Appointments whose client did not come; one taken back does not count.'
    ),
    (
        'cancellationRate', 'percent', 'S', 'appointment', 100, 'appointments_cancelled', 'appointments', null, false,
        null, 'down', array['appointments_map', 'booking_events'],
        'Share of appointments that were cancelled.'
    ),
    (
        'noShowRate', 'percent', 'S', 'appointment', 100,
        'appointments_no_show', 'appointments_completed + appointments_no_show', null, false,
        null, 'down', array['appointments_map', 'booking_events'],
        'Share of appointments that were due (completed or no-show) whose client did not come.'
    ),
    (
        'revenueGross', 'money', 'S', 'appointment', 1, 'revenue_gross', null, 'appointments_priced', false,
        null, 'up', array['appointments_map', 'booking_events'],
        'List prices of completed appointments in the salon''s own currency; null when none has a price.'
    ),
    (
        'revenueNet', 'money', 'S', 'appointment', 1,
        'revenue_gross - revenue_discounts - revenue_refunds', null, 'appointments_priced + revenue_refunds', false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Gross less discounts, less refunds at the time of the refund; null when there are neither prices nor refunds.'
    ),
    (
        'avgTicket', 'money', 'S', 'appointment', 1,
        'revenue_gross - revenue_discounts - revenue_refunds', 'paid_visits', null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Net revenue per visit that paid.'
    ),
    (
        'visits', 'count', 'S', 'visit', 1, 'visits', null, null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'A client on a local day, however many appointments; for staff, with that member. Not additive over staff.'
    ),
    (
        'repeatVisits', 'count', 'S', 'visit', 1, 'repeat_visits', null, null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Visits of clients who had been at the salon before, within the look-back (default 365 days).'
    ),
    (
        'repeatVisitRate', 'percent', 'S', 'visit', 100, 'repeat_visits', 'identified_visits', null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Share of visits with a known client that are repeats.'
    ),
    (
        'gridAlignmentRate', 'percent', 'S', 'appointment', 100, 'grid_aligned', 'grid_checked', null, false,
        100, 'up', array['appointments_map', 'booking_events', 'tenant_config'],
        'Share of appointments that start on the slot grid of their service, else of the salon.'
    ),
    (
        'offPeakShare', 'percent', 'S', 'appointment', 100, 'offpeak_starts', 'appointments', null, false,
        null, 'up', array['appointments_map', 'booking_events'],
        'Share of appointments that start outside the salon''s peak.'
    ),
    (
        'offPeakShiftRate', 'percent', 'S', 'appointment', 100, 'offpeak_shifted', 'offpeak_known', null, false,
        15, 'up', array['appointments_map', 'booking_events'],
        'Of appointments whose wished start is known: wished in the peak, booked outside it.'
    ),
    -- utilisation and capacity
    (
        'utilizationRate', 'percent', 'S', 'utilisation', 100,
        'scheduled_service_seconds', 'available_seconds', null, false,
        null, 'up', array[
            'appointments_map', 'booking_events', 'tenant_config', 'kpi_staff_schedule', 'kpi_staff_time_off'
        ],
        'Share of the time that staff were there, by schedule without time off, in which they served; only staff with '
        'a schedule. Service outside of the schedule can push it past 100.'
    ),
    (
        'capacityUtilizationRate', 'percent', 'T', 'utilisation', 100,
        'capacity_booked_seconds', 'capacity_seconds', null, false,
        null, 'up', array[
            'appointments_map', 'booking_events', 'tenant_config', 'kpi_opening_hours', 'kpi_tenant_settings'
        ],
        'Share of the opening hours of all chairs that were taken, buffers included.'
    ),
    -- stock
    (
        'inventoryVarianceAbs', 'quantity', 'T', 'inventory', 1, 'stock_variance_abs', null, null, false,
        null, 'down', array['stock_snapshot'],
        'Units by which counts were off the books, in whichever direction.'
    ),
    (
        'inventoryVariancePct', 'percent', 'T', 'inventory', 100,
        'abs(stock_variance)', 'stock_expected', null, false,
        null, 'down', array['stock_snapshot'],
        'Units missing or too many in all, per unit expected; what is missing here and too many there cancels out.'
    ),
    -- feedback
    (
        'feedbackAvg', 'rating', 'S', 'feedback', 1, 'feedback_rating_sum', 'feedback_count', null, false,
        null, 'up', array['feedback'],
        'Mean of the ratings from 1 to 5 given in the window; others do not count.'
    ),
    (
        'feedbackCount', 'count', 'S', 'feedback', 1, 'feedback_count', null, null, false,
        null, 'up', array['feedback'],
        'Ratings from 1 to 5 given in the window.'
    ),
    (
        'feedbackCoverage', 'percent', 'S', 'feedback', 100,
        'feedback_covered', 'appointments_completed', null, false,
        80, 'up', array['feedback', 'appointments_map', 'booking_events'],
        'Share of completed appointments that were rated, at most 14 days (or as set) after their start.'
    ),
    (
        'feedbackResponseRate', 'percent', 'T', 'feedback', 100, 'feedback_count', 'feedback_requested', null, false,
        null, 'up', array['feedback', 'audit_log'],
        'Ratings given per rating asked for.'
    ),
    -- messages and queues
    (
        'messagesInbound', 'count', 'T', 'message', 1, 'messages_inbound', null, null, false,
        null, null, array['message_log'],
        'Messages from clients.'
    ),
    (
        'messagesOutbound', 'count', 'T', 'message', 1, 'messages_outbound', null, null, false,
        null, null, array['message_log'],
        'Messages sent to clients.'
    ),
    (
        'messageDeliveryRate', 'percent', 'T', 'job', 100,
        'sends_delivered', 'sends_delivered + sends_accepted + sends_dead', null, false,
        null, 'up', array['job_log'],
        'Sends that were delivered, of those delivered, accepted or given up; retries are not counted.'
    ),
    (
        'reminderDeliveryRate', 'percent', 'T', 'job', 100,
        'reminders_delivered', 'reminders_delivered + reminders_accepted + reminders_dead', null, false,
        95, 'up', array['job_log'],
        'Reminders that were delivered. The owner''s accepted/processed, with dead ones held against it.'
    ),
    (
        'reminderAutomationRate', 'percent', 'T', 'reminder', 100,
        'reminders_automated', 'reminders_due', 'reminder_jobs_linked', false,
        null, 'up', array['appointments_map', 'booking_events', 'job_log', 'kpi_tenant_settings'],
        'Share of appointments due a reminder (booked early enough, not cancelled) that had one delivered before their '
        'start; null while no reminder job says which booking it is for.'
    ),
    (
        'deadLetters', 'count', 'T', 'job', 1, 'jobs_dead', null, null, true,
        null, 'down', array['job_log'],
        'Jobs given up.'
    ),
    (
        'deadLetterRate', 'percent', 'T', 'job', 100, 'jobs_dead', 'jobs_finished', null, false,
        0.5, 'down', array['job_log'],
        'Jobs given up, of those delivered or given up.'
    ),
    (
        'queueDepthAvg', 'count', 'T', 'queue', 1, 'queue_depth_sum', 'queue_samplings', null, true,
        null, 'down', array['kpi_queue_sample'],
        'Mean number of waiting jobs, over the samples of the window; in total over all queues together.'
    ),
    (
        'queueDepthMax', 'count', 'T', 'queue', 1, 'queue_depth_max', null, 'queue_samplings', true,
        null, 'down', array['kpi_queue_sample'],
        'Most jobs waiting at one time; in total over all queues together.'
    ),
    -- other systems
    (
        'webhookErrorRate', 'percent', 'T', 'integration', 100, 'webhook_errors', 'webhook_calls', null, true,
        null, 'down', array['kpi_integration_log'],
        'Share of webhook calls that failed, by channel.'
    ),
    (
        'sttErrorRate', 'percent', 'T', 'integration', 100, 'stt_errors', 'stt_calls', null, false,
        null, 'down', array['kpi_integration_log'],
        'Share of speech-to-text calls that failed.'
    ),
    (
        'ocrErrorRate', 'percent', 'T', 'integration', 100, 'ocr_errors', 'ocr_calls', null, false,
        null, 'down', array['kpi_integration_log'],
        'Share of text-recognition calls that failed.'
    ),
    (
        'calcomErrorRate', 'percent', 'T', 'integration', 100, 'api_errors|calcom', 'api_calls|calcom', null, false,
        null, 'down', array['kpi_integration_log'],
        'Share of the calls of Cal.com that failed.'
    ),
    (
        'calcomLatencyP50Ms', 'ms', 'T', 'latency', 1, 'api_latency|calcom', null, null, false,
        null, 'down', array['kpi_integration_log'],
        'Milliseconds within which 50 % of the calls of Cal.com were answered, within 1 %.'
    ),
    (
        'calcomLatencyP95Ms', 'ms', 'T', 'latency', 1, 'api_latency|calcom', null, null, false,
        null, 'down', array['kpi_integration_log'],
        'Milliseconds within which 95 % of the calls of Cal.com were answered, within 1 %.'
    ),
    (
        'calcomLatencyP99Ms', 'ms', 'T', 'latency', 1, 'api_latency|calcom', null, null, false,
        null, 'down', array['kpi_integration_log'],
        'Milliseconds within which 99 % of the calls of Cal.com were answered, within 1 %.'
    ),
    (
        'erxesErrorRate', 'percent', 'T', 'integration', 100, 'api_errors|erxes', 'api_calls|erxes', null, false,
        null, 'down', array['kpi_integration_log'],
        'Share of the calls of erxes that failed.'
    ),
    (
        'erxesLatencyP50Ms', 'ms', 'T', 'latency', 1, 'api_latency|erxes', null, null, false,
        null, 'down', array['kpi_integration_log'],
        'Milliseconds within which 50 % of the calls of erxes were answered, within 1 %.'
    ),
    (
        'erxesLatencyP95Ms', 'ms', 'T', 'latency', 1, 'api_latency|erxes', null, null, false,
        null, 'down', array['kpi_integration_log'],
        'Milliseconds within which 95 % of the calls of erxes were answered, within 1 %.'
    ),
    (
        'erxesLatencyP99Ms', 'ms', 'T', 'latency', 1, 'api_latency|erxes', null, null, false,
        null, 'down', array['kpi_integration_log'],
        'Milliseconds within which 99 % of the calls of erxes were answered, within 1 %.'
    )
) as metric (
    name, unit, level, family, scale, numerator, denominator, null_unless, by_key, target, direction, sources, rule
);
update kpi_metric
set target_is_exclusive = true
where name = 'deadLetterRate';
update kpi_metric
set quantile = case right(name, 5) when 'P50Ms' then 0.5 when 'P95Ms' then 0.95 else 0.99 end
where family = 'latency';
