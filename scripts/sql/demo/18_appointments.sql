-- One row a booking, as the host keeps it up to date.
-- reads: kpi_demo.booking, kpi_demo.detail
-- writes: appointments_map
-- why: statuses come in all the spellings of the host and Cal.com; after a cancellation or a
--      no-show every fifth is stale. Every metadata key is optional, a price may be a string.

insert into appointments_map (
    id,
    tenant_id,
    client_id,
    calcom_booking_id,
    status,
    start_at,
    metadata,
    created_at,
    updated_at
)
select
    kpi_demo.uid('apt', booking.booking_id) as id,
    booking.tenant_id,
    case when booking.origin = 'message' then kpi_demo.uid('cl', booking.person) end as client_id,
    booking.booking_id as calcom_booking_id,
    case
        when booking.fate = 'rejected'
            then
                kpi_demo.pick(
                    booking.booking_id, 'status', array['REJECTED', 'rejected', 'BOOKING_REJECTED']
                )
        when booking.fate = 'pending'
            then
                kpi_demo.pick(
                    booking.booking_id, 'status', array['PENDING', 'pending', 'BOOKING_REQUESTED']
                )
        when booking.fate = 'cancelled' and not kpi_demo.happens(booking.booking_id, 'stale', 0.2)
            then kpi_demo.pick(
                booking.booking_id, 'status',
                array['cancelled', 'cancelled', 'CANCELLED', 'canceled', 'BOOKING_CANCELLED']
            )
        when booking.fate in ('no_show', 'excused') and not kpi_demo.happens(booking.booking_id, 'stale', 0.2)
            then kpi_demo.pick(booking.booking_id, 'status', array['BOOKING_NO_SHOW_UPDATED', 'no_show', 'noshow'])
        when booking.fate = 'moved'
            then
                kpi_demo.pick(
                    booking.booking_id, 'status', array['rescheduled', 'CANCELLED', 'ACCEPTED']
                )
        when booking.moved_from is not null
            then
                kpi_demo.pick(
                    booking.booking_id, 'status', array['rescheduled', 'ACCEPTED', 'BOOKING_RESCHEDULED']
                )
        else kpi_demo.pick(
            booking.booking_id, 'status',
            array['created', 'created', 'ACCEPTED', 'ACCEPTED', 'accepted', 'confirmed', 'BOOKING_CREATED']
        )
    end as status,
    booking.start_at,
    jsonb_strip_nulls(
        jsonb_build_object(
            'staffId', booking.staff_id,
            'serviceId', booking.service_id,
            'channel', booking.channel,
            'durationMinutes',
            case when kpi_demo.happens(booking.booking_id, 'minutes', 0.8) then detail.minutes end,
            'bufferMinutes', case when kpi_demo.happens(booking.booking_id, 'minutes', 0.3) then detail.buffer end,
            'endAt',
            case
                when kpi_demo.happens(booking.booking_id, 'end', 0.6)
                    then kpi_demo.rfc3339(kpi_demo.later(booking.start_at, detail.minutes * 60))
            end,
            'price',
            case
                when kpi_demo.happens(booking.booking_id, 'price', 0.2) then to_jsonb(detail.price::text)
                when kpi_demo.happens(booking.booking_id, 'price', 0.985) then to_jsonb(detail.price)
            end,
            'discount', detail.discount,
            'currency', detail.currency,
            'refundedAmount', detail.refunded_amount,
            'refundedAt', kpi_demo.rfc3339(detail.refunded_at),
            'preferredStart', kpi_demo.rfc3339(detail.preferred_at),
            'rescheduledFromUid', booking.moved_from
        )
    ) as metadata,
    booking.booked_at as created_at,
    coalesce(booking.ended_at, booking.booked_at) as updated_at
from kpi_demo.booking
inner join kpi_demo.detail on booking.booking_id = detail.booking_id;
