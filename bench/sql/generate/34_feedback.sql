-- Feedback: from four in ten of those who came, some without a member of staff, a few out of range
-- grain: one row per feedback
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: feedback
insert into feedback (id, tenant_id, booking_id, staff_id, service_id, channel, rating, comment, created_at)
select
    'feedback-' || lpad(row_number() over ()::text, 10, '0'),
    given.tenant_id,
    given.uid,
    case when pg_temp.unit(given.n, 'feedback staff') < 0.95 then given.staff_id end,
    given.service_id,
    given.channel,
    case
        when pg_temp.unit(given.n, 'odd rating') < 0.002 then 7
        else (array[1, 2, 3, 4, 4, 4, 5, 5, 5, 5])[1 + pg_temp.pick(given.n, 'rating', 10)]
    end,
    case when pg_temp.unit(given.n, 'comment') < 0.2 then 'Thank you!' end,
    given.at
from (
    select
        bookings.*,
        bookings.start_at + make_interval(mins => 60 + pg_temp.pick(bookings.n, 'feedback', 1140)) as at
    from pg_temp.bookings as bookings
    where
        bookings.fate = 'kept'
        and pg_temp.unit(bookings.n, 'feedback given') < 0.4
        and bookings.start_at + make_interval(mins => 60 + pg_temp.pick(bookings.n, 'feedback', 1140))
        < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
    order by at, bookings.n
) as given
