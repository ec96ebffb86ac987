-- Everything that happened to the bookings, and which system noticed.
-- grain: one row an event
-- reads: kpi_demo.booking, kpi_demo.salon
-- writes: kpi_demo.happening
-- why: the API and Cal.com's webhook both notice that a booking was created; a payment
--      confirms it. Some intents never become a booking, some no-shows are taken back.

create table kpi_demo.happening as
with stories as (
    select
        booking.tenant_id,
        booking.booking_id,
        booking.fate,
        booking.origin,
        booking.channel,
        booking.staff_id,
        booking.service_id,
        booking.asked_at,
        booking.booked_at,
        booking.ended_at,
        booking.moved_from,
        booking.start_at,
        salon.lost,
        salon.horizon,
        booking.moved_from is null and booking.asked_at is not null as is_asked,
        booking.moved_from is null and booking.fate not in ('rejected', 'pending') as is_created,
        kpi_demo.uid('in', booking.booking_id) as intent_id,
        kpi_demo.dice(booking.booking_id, 'event') as roll
    from kpi_demo.booking
    inner join kpi_demo.salon on booking.tenant_id = salon.tenant_id
)

select
    stories.tenant_id,
    stories.booking_id as story_id,
    -- an intent is older than its booking, and a webhook at times has Cal.com's number
    case
        when happening.name = 'asked' and stories.roll < 0.7 then null
        when happening.name = 'lost' then null
        when happening.name = 'created late' and stories.origin = 'message' and stories.roll < 0.005
            then (1000000 + floor(stories.roll * 90000000))::text
        else stories.booking_id
    end as booking_id,
    happening.name,
    happening.kind,
    happening.source,
    happening.at,
    jsonb_strip_nulls(
        jsonb_build_object(
            'intentId',
            case
                when happening.name = 'lost' then stories.intent_id || 'x'
                when stories.is_asked and happening.name in ('asked', 'created', 'created late') and stories.roll < 0.9
                    then stories.intent_id
            end,
            'channel', case when happening.kind = 'intent_received' then stories.channel end,
            'serviceId', stories.service_id,
            'staffId', case when happening.kind = 'created' and stories.roll < 0.5 then stories.staff_id end,
            'startTime', case when happening.kind = 'created' then kpi_demo.rfc3339(stories.start_at) end,
            'rescheduledFromUid', case when happening.kind = 'rescheduled' then stories.moved_from end,
            'noShow',
            case happening.name when 'no-show' then true when 'excused' then false end
        )
    ) as payload_json
from stories
cross join lateral (
    values
    (
        'asked', 'intent_received', stories.is_asked, stories.asked_at,
        case stories.origin when 'web' then 'web:widget' else 'inbound:' || stories.channel end
    ),
    (
        'lost', 'intent_received',
        stories.is_asked and kpi_demo.happens(stories.booking_id, 'lost', stories.lost),
        kpi_demo.later(stories.asked_at, -600 - 6000 * stories.roll), 'inbound:' || stories.channel
    ),
    (
        'requested', 'requested', stories.fate in ('rejected', 'pending'), stories.booked_at, 'calcom:webhook'
    ),
    (
        'created', 'created', stories.is_created and stories.origin <> 'web', stories.booked_at,
        case
            when stories.origin = 'message' then 'api:booking'
            else kpi_demo.pick(stories.booking_id, 'desk', array['admin', 'frontdesk'])
        end
    ),
    (
        'created late', 'created', stories.is_created and (stories.origin = 'web' or stories.roll < 0.93),
        kpi_demo.later(stories.booked_at, 2 + 5 * stories.roll),
        kpi_demo.pick(stories.booking_id, 'webhook', array['calcom:webhook', 'calcom:webhook', 'inbound:webhook'])
    ),
    (
        'paid', 'confirmed', stories.is_created and stories.origin <> 'desk' and stories.roll < 0.38,
        kpi_demo.later(stories.booked_at, 30 + 600 * stories.roll), 'payment:webhook'
    ),
    (
        'moved', 'rescheduled', stories.moved_from is not null, stories.booked_at,
        kpi_demo.pick(stories.booking_id, 'mover', array['api:booking', 'api:booking', 'calcom:webhook', 'admin'])
    ),
    (
        'cancelled', 'cancelled', stories.fate = 'cancelled', stories.ended_at,
        kpi_demo.pick(stories.booking_id, 'canceller', array['api:booking', 'calcom:webhook', 'inbound:webhook'])
    ),
    (
        'rejected', 'rejected', stories.fate = 'rejected', stories.ended_at, 'calcom:webhook'
    ),
    (
        'no-show', 'no_show', stories.fate in ('no_show', 'excused'), stories.ended_at, 'calcom:webhook'
    ),
    (
        'excused', 'no_show', stories.fate = 'excused',
        kpi_demo.later(stories.ended_at, 900 + 2400 * stories.roll), 'calcom:webhook'
    ),
    (
        'done', 'completed', stories.fate = 'completed' and stories.roll > 0.4, stories.ended_at, 'calcom:webhook'
    )
) as happening (name, kind, happened, at, source)
where happening.happened and happening.at < stories.horizon;

analyze kpi_demo.happening;
