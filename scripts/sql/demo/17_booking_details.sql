-- Wishes, discounts and refunds: what a booking carries besides time and price.
-- grain: one row a booking
-- reads: kpi_demo.booking, kpi_demo.salon, kpi_demo.service
-- writes: kpi_demo.detail

create table kpi_demo.detail as
with wishes as (
    -- about half of those who write name a time; who comes off-peak often wanted the peak
    select
        booking.booking_id,
        case
            when local_start.at::time >= salon.peak_start and local_start.at::time < salon.peak_end
                then kpi_demo.later(
                    booking.start_at,
                    3600 * kpi_demo.pick(booking.booking_id, 'wish', array['0', '0', '0', '1', '-1'])::integer
                )
            when kpi_demo.happens(booking.booking_id, 'shifted', 0.62)
                then (
                    local_start.at::date + salon.peak_start
                    + floor(kpi_demo.dice(booking.booking_id, 'wish') * 5) * interval '1 hour'
                ) at time zone salon.zone
            else booking.start_at
        end as preferred_at
    from kpi_demo.booking
    inner join kpi_demo.salon on booking.tenant_id = salon.tenant_id
    cross join lateral (select booking.start_at at time zone salon.zone as at) as local_start
    where
        booking.origin = 'message'
        and kpi_demo.happens(booking.booking_id, 'has a wish', 0.55)
)

select
    booking.booking_id,
    service.minutes,
    service.buffer,
    service.price,
    wishes.preferred_at,
    case
        when kpi_demo.happens(booking.booking_id, 'discount', 0.08)
            then service.price * kpi_demo.pick(booking.booking_id, 'how much', array['0.1', '0.2'])::numeric
    end as discount,
    refund.share * service.price as refunded_amount,
    refund.refunded_at,
    case
        when kpi_demo.happens(booking.booking_id, 'currency', 0.004)
            then case salon.currency when 'EUR' then 'USD' else 'EUR' end
        when kpi_demo.happens(booking.booking_id, 'currency', 0.1) then lower(salon.currency)
        when kpi_demo.happens(booking.booking_id, 'currency', 0.7) then salon.currency
    end as currency
from kpi_demo.booking
inner join kpi_demo.salon on booking.tenant_id = salon.tenant_id
inner join kpi_demo.service on booking.tenant_id = service.tenant_id and booking.service_id = service.service_id
left join wishes on booking.booking_id = wishes.booking_id
left join lateral (
    select
        kpi_demo.pick(booking.booking_id, 'refunded', array['1', '0.5'])::numeric as share,
        kpi_demo.later(
            booking.ended_at, 7200 + 172800 * kpi_demo.dice(booking.booking_id, 'refunded when')
        ) as refunded_at
) as refund
    on
        booking.fate = 'completed'
        and kpi_demo.happens(booking.booking_id, 'refund', 0.007)
        and refund.refunded_at < salon.horizon;

analyze kpi_demo.detail;
