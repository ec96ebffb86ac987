-- A booking's staff: of its first success, else of its appointment, even a superseded one or one without a start
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', 'payload', '2026-03-20T10:00:00Z', '{"staffId": "zoe"}'),
    ('a2', 'salon', 'superseded', '2026-03-20T10:00:00Z', '{"staffId": "zoe"}'),
    ('a3', 'salon', 'next', '2026-03-21T10:00:00Z', '{"staffId": "liv", "rescheduledFromUid": "superseded"}'),
    ('a4', 'salon', 'startless', null, '{"staffId": "zoe"}');
insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at) values
    ('e1', 'salon', 'payload', 'created', null, '{"staffId": "mia"}', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'superseded', 'created', 'admin', '{}', '2026-03-10T09:01:00Z'),
    ('e3', 'salon', 'startless', 'created', null, '["mia"]', '2026-03-10T09:02:00Z'),
    ('e4', 'salon', 'unknown', 'created', null, null, '2026-03-10T09:03:00Z');
