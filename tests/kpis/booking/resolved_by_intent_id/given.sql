-- The intent may be found by the intentId of the first success, not of a later one; the earliest counts
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at) values

    ('e1', 'salon', null, 'intent_received', '{"intentId": "i1"}', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b1', 'intent_received', null, '2026-03-10T09:30:00Z'),
    ('e3', 'salon', 'b1', 'created', '{"intentId": "i1"}', '2026-03-10T10:00:00.5Z'),
    ('e4', 'salon', null, 'intent_received', '{"intentId": "i2"}', '2026-03-10T09:00:00Z'),
    ('e5', 'salon', 'b2', 'created', null, '2026-03-10T10:00:00Z'),
    ('e6', 'salon', 'b2', 'confirmed', '{"intentId": "i2"}', '2026-03-10T10:05:00Z');
