-- Two intents of one booking are two attempts, both converted, and one booking
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b1', 'intent_received', '2026-03-10T09:05:00Z'),
    ('e3', 'salon', 'b1', 'created', '2026-03-10T09:10:00Z');
