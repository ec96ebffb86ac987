-- The traps of real hosts, in small doses: rows that no KPI may stumble over.
-- reads: appointments_map
-- writes: appointments_map, booking_events, job_log, message_log, feedback, audit_log

-- Metadata that does not parse or is out of range: 42 bookings, three of a kind.
update appointments_map
set
    metadata = case
        when trap.patch = 'null' then null
        when jsonb_typeof(trap.patch) = 'object' then appointments_map.metadata || trap.patch
        else trap.patch
    end
from (
    select
        id,
        row_number() over (order by kpi_demo.dice(id, 'malformed')) as place
    from appointments_map
) as victim
inner join (
    values
    (1, '{"durationMinutes": 0}'::jsonb),
    (2, '{"durationMinutes": 10000, "endAt": null}'),
    (3, '{"durationMinutes": "half an hour", "bufferMinutes": -5}'),
    (4, '{"price": "free"}'),
    (5, '{"price": -20, "discount": "10%"}'),
    (6, '{"price": "NaN"}'),
    (7, '{"currency": 17, "refundedAmount": [5]}'),
    (8, '{"refundedAmount": 5, "refundedAt": "yesterday"}'),
    (9, '{"preferredStart": "2026-02-30T10:00:00Z"}'),
    (10, '{"staffId": "", "serviceId": 7}'),
    (11, '{"endAt": "2019-01-01T00:00:00Z"}'),
    (12, '{"rescheduledFromUid": {"uid": 1}}'),
    (13, '["not", "an", "object"]'),
    (14, 'null')
) as trap (kind, patch)
    on trap.kind = 1 + victim.place % 14
where appointments_map.id = victim.id and victim.place <= 42;

-- Appointments without start, of unknown status, of nobody's tenant, years ahead.
insert into appointments_map (
    id, tenant_id, client_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
)
values
('apt_trap1', 'amber-moscow', null, 'bk_trap1', 'created', null, '{}', '2026-03-02 08:00+00', '2026-03-02 08:00+00'),
('apt_trap2', 'hudson-newyork', '', 'bk_trap2', 'ACCEPTED', null, null, '2026-03-09 15:00+00', '2026-03-09 15:00+00'),
(
    'apt_trap3', 'linden-berlin', null, 'bk_trap3', 'WAITLISTED', '2026-03-11 09:00+00', '{"staffId": "mia"}',
    '2026-03-10 09:00+00', '2026-03-10 09:00+00'
),
(
    'apt_trap4', 'ghost-salon', null, 'bk_trap4', 'ACCEPTED', '2026-03-12 09:00+00', '{"price": 10}',
    '2026-03-10 09:00+00', '2026-03-10 09:00+00'
),
(
    'apt_trap5', 'velvet-lisbon', null, 'bk_trap5', 'ACCEPTED', '2026-02-26 15:00+00', '{"price": 25}',
    '2026-02-24 09:00+00', '2026-02-24 09:00+00'
),
(
    'apt_trap6', 'sakura-tokyo', null, 'bk_trap6', 'created', '2027-03-01 02:00+00', '{"staffId": "aiko"}',
    '2026-03-01 02:00+00', '2026-03-01 02:00+00'
);

insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
values
('ev_trap1', 'ghost-salon', 'bk_trap4', 'booking.created', 'api:booking', '{}', '2026-03-10 09:00+00'),
('ev_trap2', 'velvet-lisbon', 'bk_trap5', 'created', 'admin', null, '2026-02-24 09:00+00'),
('ev_trap3', 'amber-moscow', null, 'booking.created', 'api:booking', '{"intentId": 5}', '2026-03-04 09:00+00'),
('ev_trap4', 'linden-berlin', '', 'booking_confirmed', 'payment:webhook', '[]', '2026-03-05 09:00+00'),
('ev_trap5', 'hudson-newyork', 'bk_trap2', 'booking.viewed', null, '"text"', '2026-03-09 15:01+00'),
('ev_trap6', 'sakura-tokyo', 'bk_trap6', 'created', null, '{}', '2026-03-01 02:00+00');

-- Jobs and admin actions that name no tenant belong to none.
update job_log set tenant_id = null
where kpi_demo.happens(id, 'nobody', 0.0005);

insert into job_log (id, tenant_id, queue, status, payload, error, created_at, updated_at)
values
('job_trap1', 'ghost-salon', 'queue:tx', 'processed', '{}', null, '2026-03-10 09:00+00', '2026-03-10 09:00+00'),
('job_trap2', 'amber-moscow', 'queue:mk', 'paused', '[]', null, '2026-03-10 09:00+00', '2026-03-10 09:00+00'),
('job_trap3', null, 'queue:dead:tx', 'dead', null, 'no tenant', '2026-03-10 09:00+00', '2026-03-10 09:00+00'),
('job_trap4', 'linden-berlin', null, 'processed', '1', null, '2026-03-10 09:00+00', '2026-03-10 09:00+00');

insert into message_log (id, tenant_id, channel, direction, message_id, customer_id, payload, created_at)
values
('msg_trap1', 'ghost-salon', 'telegram', 'inbound', null, null, null, '2026-03-10 09:00+00'),
('msg_trap2', 'amber-moscow', null, 'inbound', null, null, null, '2026-03-10 09:00+00'),
('msg_trap3', 'amber-moscow', 'telegram', 'draft', null, null, '{}', '2026-03-10 09:00+00');

insert into audit_log (id, tenant_id, actor, action, payload, created_at)
values
('au_trap1', null, 'admin:owner', 'admin.reply', '{}', '2026-03-10 09:00+00'),
('au_trap2', null, 'system', 'feedback_request', null, '2026-03-11 09:00+00'),
('au_trap3', 'ghost-salon', 'admin:owner', 'admin.override_booking', '{"bookingId": 4}', '2026-03-12 09:00+00');

-- Ratings that are none.
update feedback
set
    rating = case
        when kpi_demo.happens(id, 'no rating', 0.001) then 0
        when kpi_demo.happens(id, 'no rating', 0.002) then 7
        else 'NaN'::numeric
    end
where kpi_demo.happens(id, 'no rating', 0.0025);
