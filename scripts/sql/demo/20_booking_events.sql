-- The events as the host logs them: three spellings of every type, and some more.
-- reads: kpi_demo.happening
-- writes: booking_events

insert into booking_events (
    id,
    tenant_id,
    booking_id,
    event_type,
    source,
    payload_json,
    created_at
)
select
    kpi_demo.uid('ev', happening.story_id || happening.name) as id,
    happening.tenant_id,
    happening.booking_id,
    case
        when happening.source <> 'calcom:webhook'
            then
                kpi_demo.pick(happening.source, happening.kind, array['booking.', 'booking_', ''])
                || happening.kind
        when happening.kind = 'no_show' then 'BOOKING_NO_SHOW_UPDATED'
        when spelling.prefix = 'BOOKING_' then spelling.prefix || upper(happening.kind)
        when happening.kind = 'cancelled' and spelling.is_other then spelling.prefix || 'canceled'
        when happening.kind = 'completed' and spelling.is_other then spelling.prefix || 'done'
        else spelling.prefix || happening.kind
    end as event_type,
    happening.source,
    happening.payload_json,
    happening.at as created_at
from kpi_demo.happening
cross join lateral (
    select
        kpi_demo.pick(
            happening.story_id, 'spelling', array['booking.', 'booking_', 'BOOKING_', '']
        ) as prefix,
        kpi_demo.happens(happening.story_id, 'other word', 0.3) as is_other
) as spelling;
