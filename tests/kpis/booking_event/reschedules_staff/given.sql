-- A reschedule's staff: of its payload, else of its appointment, even a superseded one or one without a start
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', 'b1', '2026-03-20T10:00:00Z', '{"staffId": "zoe"}'),
    ('a2', 'salon', 'superseded', '2026-03-20T10:00:00Z', '{"staffId": "zoe"}'),
    ('a3', 'salon', 'b3', '2026-03-21T10:00:00Z', '{"staffId": "liv", "rescheduledFromUid": "superseded"}'),
    ('a4', 'salon', 'startless', null, '{"staffId": "zoe"}');
insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at) values

    ('e1', 'salon', 'b1', 'rescheduled', '{"staffId": "mia"}', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b1', 'rescheduled', '{"staffId": ""}', '2026-03-10T09:01:00Z'),
    ('e3', 'salon', 'superseded', 'rescheduled', null, '2026-03-10T09:02:00Z'),
    ('e4', 'salon', 'startless', 'rescheduled', '{"staffId": 7}', '2026-03-10T09:03:00Z'),
    ('e5', 'salon', 'no-such-row', 'rescheduled', null, '2026-03-10T09:04:00Z');
