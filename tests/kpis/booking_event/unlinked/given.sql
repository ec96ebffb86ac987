-- Events of any type without a booking are unlinked; an empty id is none, so it matches nothing
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', '', '2026-03-20T10:00:00Z', '{"staffId": "zoe"}');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', '', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', '', 'created', '2026-03-10T09:01:00Z'),
    ('e3', 'salon', '', 'rescheduled', '2026-03-10T09:02:00Z'),
    ('e4', 'salon', null, 'confirmed', '2026-03-10T09:03:00Z'),
    ('e5', 'salon', null, 'something_new', '2026-03-10T09:04:00Z'),
    ('e6', 'salon', 'b1', 'something_new', '2026-03-10T09:05:00Z');
