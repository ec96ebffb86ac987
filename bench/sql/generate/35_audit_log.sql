-- Audit log: admin actions on one booking in twenty, requests for feedback, its arrival
-- grain: one row per action
-- parameters: days, first_day
-- reads: pg_temp.bookings
-- writes: audit_log
insert into audit_log (id, tenant_id, actor, action, payload, created_at)
select
    'audit-' || lpad(row_number() over ()::text, 10, '0'),
    case when pg_temp.unit(taken.n, 'audit tenant') >= 0.001 then taken.tenant_id end,
    taken.actor,
    taken.action,
    jsonb_strip_nulls(jsonb_build_object('bookingId', case when taken.action <> 'admin.reply' then taken.uid end)),
    taken.at
from (
    select
        bookings.n,
        bookings.tenant_id,
        bookings.uid,
        entry.actor,
        entry.action,
        entry.at
    from pg_temp.bookings as bookings
    cross join lateral (
        select
            1 as step,
            'admin-' || bookings.t as actor,
            (array['admin.reply', 'admin.override_booking', 'admin.manual_reschedule', 'admin.manual_cancel'])[
                1 + pg_temp.pick(bookings.n, 'admin action', 4)
            ] as action,
            bookings.created_at + make_interval(mins => pg_temp.pick(bookings.n, 'admin at', 180) - 30) as at
        where pg_temp.unit(bookings.n, 'admin') < 0.05
        union all
        select
            2,
            'system',
            'feedback_request',
            bookings.start_at + make_interval(mins => bookings.minutes)
        where bookings.fate = 'kept' and pg_temp.unit(bookings.n, 'asked') < 0.7
        union all
        select
            3,
            'client',
            'feedback_submit',
            bookings.start_at + make_interval(mins => 60 + pg_temp.pick(bookings.n, 'feedback', 1140))
        where bookings.fate = 'kept' and pg_temp.unit(bookings.n, 'feedback given') < 0.4
    ) as entry
    where
        entry.at < (%(first_day)s::date + %(days)s::integer + time '12:00') at time zone 'UTC'
    order by entry.at, bookings.n, entry.step
) as taken
