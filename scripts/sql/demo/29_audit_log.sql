-- Where people had to step in, and what the platform notes about feedback and stock.
-- reads: kpi_demo.booking, kpi_demo.salon, kpi_demo.task, feedback, intake_doc, stock_snapshot
-- writes: audit_log
-- why: replies come before the booking and so count against its automation.

insert into audit_log (
    id,
    tenant_id,
    actor,
    action,
    payload,
    created_at
)
with entries as (
    select
        booking.tenant_id,
        concat_ws('/', booking.booking_id, entry.action) as key,
        'admin' as role,
        entry.action,
        booking.booking_id,
        entry.at
    from kpi_demo.booking
    inner join kpi_demo.salon on booking.tenant_id = salon.tenant_id
    cross join lateral (
        values
        (
            'admin.reply', kpi_demo.later(booking.booked_at, -20),
            booking.origin = 'message' and booking.moved_from is null
            and kpi_demo.happens(booking.booking_id, 'reply', 0.035 * salon.trouble)
        ),
        (
            'admin.override_booking', kpi_demo.later(booking.booked_at, 900),
            booking.fate not in ('rejected', 'moved')
            and kpi_demo.happens(booking.booking_id, 'override', 0.012)
        ),
        (
            'admin.manual_reschedule', booking.booked_at,
            booking.moved_from is not null
            and kpi_demo.happens(booking.booking_id, 'moved by hand', 0.3)
        ),
        (
            'admin.manual_cancel', booking.ended_at,
            booking.fate = 'cancelled'
            and kpi_demo.happens(booking.booking_id, 'cancelled by hand', 0.15)
        )
    ) as entry (action, at, is_made)
    where entry.is_made
    union all
    select
        task.tenant_id,
        task.task_id as key,
        'system' as role,
        'feedback_request' as action,
        task.booking_id,
        task.at
    from kpi_demo.task
    where task.type = 'feedback_request'
    union all
    select
        feedback.tenant_id,
        feedback.id as key,
        'client' as role,
        'feedback_submit' as action,
        feedback.booking_id,
        feedback.created_at as at
    from feedback
    union all
    select
        tenant_id,
        id as key,
        'admin' as role,
        'inventory_intake_confirm' as action,
        null as booking_id,
        updated_at as at
    from intake_doc
    where status = 'confirmed'
    union all
    select
        tenant_id,
        id as key,
        'admin' as role,
        'inventory_reconcile' as action,
        null as booking_id,
        created_at as at
    from stock_snapshot
)

select
    kpi_demo.uid('au', entries.key) as id,
    entries.tenant_id,
    case
        when entries.role = 'admin' then 'admin:' || kpi_demo.pick(entries.key, 'actor', array['owner', 'reception'])
        else entries.role
    end as actor,
    entries.action,
    jsonb_strip_nulls(jsonb_build_object('bookingId', entries.booking_id)) as payload,
    entries.at as created_at
from entries
inner join kpi_demo.salon on entries.tenant_id = salon.tenant_id
where entries.at < salon.horizon;
