-- Seconds from a booking's earliest intent to its first success, where that intent is not later
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'two-intents', 'intent_received', '2026-03-09T23:30:00Z'),
    ('e2', 'salon', 'two-intents', 'intent_received', '2026-03-10T00:10:00Z'),
    ('e3', 'salon', 'two-intents', 'created', '2026-03-10T00:30:00Z'),
    ('e4', 'salon', 'at-once', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e5', 'salon', 'at-once', 'created', '2026-03-10T09:00:00Z'),
    ('e6', 'salon', 'too-late', 'created', '2026-03-10T09:00:00Z'),
    ('e7', 'salon', 'too-late', 'intent_received', '2026-03-10T09:01:00Z'),
    ('e8', 'salon', 'no-intent', 'created', '2026-03-10T09:00:00Z');
