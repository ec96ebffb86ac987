-- Bookings as the generator knows them: what the host's tables will tell of them, in one narrow row; temporary
-- grain: one row per booking; n counts days, then bookings of the day, then tenants, so that n - tenants is the
--   same tenant's booking before
-- parameters: tenants, bookings, days, first_day
-- reads: pg_temp.salons
-- writes: pg_temp.bookings
-- why: bookings are made for the same local day, the next or the one after, so that the last day of three has both
--   its full share of new bookings and of appointments
create temporary table bookings as
with numbered as (
    select
        salons.t,
        salons.tenant_id,
        salons.zone,
        salons.currency,
        salons.services,
        slot.n,
        slot.day,
        slot.moved,
        case when slot.moved then slot.n - %(tenants)s::bigint else slot.n end as root,
        case
            when slot.moved then 1 + pg_temp.pick(slot.n, 'lead', 2)
            when pg_temp.unit(slot.n, 'lead') < 0.6 then 0
            when pg_temp.unit(slot.n, 'lead') < 0.85 then 1
            else 2
        end as lead_days,
        540 + 15 * pg_temp.pick(slot.n, 'start', 48)
        + case when pg_temp.unit(slot.n, 'off grid') < 0.04 then 5 else 0 end as start_minute
    from pg_temp.salons as salons
    cross join generate_series(0, %(days)s::integer - 1) as d
    cross join generate_series(0, %(bookings)s::integer - 1) as k
    cross join lateral (
        select
            (d * %(bookings)s::bigint + k) * %(tenants)s::bigint + salons.t as n,
            %(first_day)s::date + d as day,
            k > 0 and pg_temp.unit(
                (d * %(bookings)s::bigint + k) * %(tenants)s::bigint + salons.t, 'moved'
            ) < 0.05 as moved
    ) as slot
),

scheduled as (
    select
        numbered.*,
        (numbered.day + numbered.lead_days + make_interval(mins => numbered.start_minute))
        at time zone numbered.zone as start_at,
        (
            numbered.day + make_interval(
                secs => round((60 * case
                    when numbered.moved then 1230 + 120 * pg_temp.unit(numbered.n, 'made')
                    when numbered.lead_days = 0 then numbered.start_minute - 30 - 300 * pg_temp.unit(numbered.n, 'made')
                    else 480 + 750 * pg_temp.unit(numbered.n, 'made')
                end)::numeric, 3)::double precision
            )
        ) at time zone numbered.zone as created_at,
        1 + pg_temp.pick(numbered.root, 'service', numbered.services) as service
    from numbered
)

select
    n,
    t,
    tenant_id,
    currency,
    substr(md5('booking ' || n), 1, 22) as uid,
    case when moved then substr(md5('booking ' || root), 1, 22) end as moved_from,
    'client-' || lpad(t::text, 5, '0') || '-' || (1 + pg_temp.pick(root, 'client', 2000)) as client_id,
    'staff-' || lpad(t::text, 5, '0') || '-' || (1 + pg_temp.pick(root, 'staff', 8)) as staff_id,
    'service-' || service as service_id,
    (array[30, 45, 60, 90, 120])[1 + pg_temp.pick(t * 100 + service, 'minutes', 5)] as minutes,
    (array[
        'telegram', 'telegram', 'telegram', 'telegram', 'whatsapp', 'whatsapp', 'whatsapp', 'instagram', 'max', 'max'
    ])[1 + pg_temp.pick(root, 'channel', 10)] as channel,
    case
        when pg_temp.unit(root, 'way') < 0.85 then 'bot'
        when pg_temp.unit(root, 'way') < 0.94 then 'web'
        else 'admin'
    end as way,
    case
        when pg_temp.unit(n, 'fate') < 0.08 then 'cancelled'
        when pg_temp.unit(n, 'fate') < 0.12 then 'no_show'
        when pg_temp.unit(n, 'fate') < 0.125 then 'pending'
        when pg_temp.unit(n, 'fate') < 0.128 then 'rejected'
        else 'kept'
    end as fate,
    moved,
    created_at,
    start_at,
    created_at + pg_temp.unit(n, 'cancelled') * (start_at - created_at) as cancelled_at
from scheduled
