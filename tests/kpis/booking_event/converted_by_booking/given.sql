-- An intent is converted by a success of its booking at its instant or later, in any window
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'later', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'later', 'created', '2026-04-10T09:00:00Z'),
    ('e3', 'salon', 'later', 'confirmed', '2026-04-10T09:05:00Z'),
    ('e4', 'salon', 'same', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e5', 'salon', 'same', 'confirmed', '2026-03-10T09:00:00Z'),
    ('e6', 'salon', 'earlier', 'created', '2026-03-10T08:59:59.999999Z'),
    ('e7', 'salon', 'earlier', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e8', 'salon', 'never', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e9', 'salon', 'never', 'cancelled', '2026-03-10T09:10:00Z');
