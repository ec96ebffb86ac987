-- Messages in both directions; outbound ones only where the send job succeeded.
-- reads: kpi_demo.booking, kpi_demo.task, kpi_demo.happening, kpi_demo.salon, job_log, feedback
-- writes: message_log

insert into message_log (
    id,
    tenant_id,
    channel,
    direction,
    message_id,
    customer_id,
    payload,
    created_at
)
with messages as (
    -- what we sent, or gave up sending
    select
        task.tenant_id,
        task.channel,
        case when job_log.status = 'dead' then 'failed' else 'outbound' end as direction,
        task.task_id as key,
        task.person,
        task.type,
        job_log.updated_at as at
    from kpi_demo.task
    inner join job_log on task.task_id = left(job_log.id, -2)
    where
        task.is_send
        and job_log.status in ('processed', 'delivered', 'accepted', 'dead')
    union all
    -- what clients wrote until they had a booking, or had none any more
    select
        booking.tenant_id,
        booking.channel,
        'inbound' as direction,
        concat_ws('/', booking.booking_id, word.type) as key,
        booking.person,
        word.type,
        word.at
    from kpi_demo.booking
    cross join lateral (
        values
        ('question', booking.asked_at, booking.moved_from is null),
        (
            'choice', kpi_demo.later(booking.booked_at, -8),
            booking.moved_from is not null or kpi_demo.happens(booking.booking_id, 'choice', 0.7)
        ),
        ('cancel', kpi_demo.later(booking.ended_at, -15), booking.fate = 'cancelled'),
        (
            'thanks', kpi_demo.later(booking.booked_at, 40 + 300 * kpi_demo.dice(booking.booking_id, 'thanks')),
            kpi_demo.happens(booking.booking_id, 'thanks', 0.35)
        )
    ) as word (type, at, is_said)
    where
        booking.origin = 'message'
        and word.is_said
    union all
    select
        happening.tenant_id,
        substr(happening.source, 9) as channel,
        'inbound' as direction,
        concat_ws('/', happening.story_id, 'lost') as key,
        happening.story_id as person,
        'question' as type,
        kpi_demo.later(happening.at, -1) as at
    from kpi_demo.happening
    where happening.name = 'lost'
    union all
    select
        feedback.tenant_id,
        feedback.channel,
        'inbound' as direction,
        feedback.id as key,
        booking.person,
        'rating' as type,
        kpi_demo.later(feedback.created_at, -1) as at
    from feedback
    inner join kpi_demo.booking on feedback.booking_id = booking.booking_id
)

select
    kpi_demo.uid('msg', messages.key) as id,
    messages.tenant_id,
    messages.channel,
    messages.direction,
    case when messages.direction <> 'failed' then kpi_demo.uid('pm', messages.key) end as message_id,
    kpi_demo.uid('cu', messages.person) as customer_id,
    jsonb_build_object(
        'type', messages.type,
        'media',
        case
            when messages.type = 'question' and kpi_demo.happens(messages.key, 'media', 0.09) then 'voice'
            when messages.type = 'question' and kpi_demo.happens(messages.key, 'media', 0.12) then 'photo'
            else 'text'
        end
    ) as payload,
    messages.at as created_at
from messages
inner join kpi_demo.salon on messages.tenant_id = salon.tenant_id
where messages.at < salon.horizon;
