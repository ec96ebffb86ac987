-- An admin action on the booking at or before its first success makes it manual; a later one does not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'before', 'created', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'same', 'created', '2026-03-10T09:00:00Z'),
    ('e3', 'salon', 'after', 'created', '2026-03-10T09:00:00Z'),
    ('e4', 'salon', 'not-admin', 'created', '2026-03-10T09:00:00Z'),
    ('e5', 'salon', 'others', 'created', '2026-03-10T09:00:00Z');
insert into audit_log (id, tenant_id, action, payload, created_at) values
    ('a1', 'salon', 'admin.reply', '{"bookingId": "before"}', '2026-02-01T09:00:00Z'),
    ('a2', 'salon', 'admin.override_booking', '{"bookingId": "before"}', '2026-02-02T09:00:00Z'),
    ('a3', 'salon', 'admin.reply', '{"bookingId": "same"}', '2026-03-10T09:00:00Z'),
    ('a4', 'salon', 'admin.reply', '{"bookingId": "after"}', '2026-03-10T09:00:00.000001Z'),
    ('a5', 'salon', 'feedback_request', '{"bookingId": "not-admin"}', '2026-03-10T08:00:00Z'),
    ('a6', 'other', 'admin.reply', '{"bookingId": "others"}', '2026-03-10T08:00:00Z'),
    ('a7', null, 'admin.reply', '{"bookingId": "others"}', '2026-03-10T08:00:00Z');
