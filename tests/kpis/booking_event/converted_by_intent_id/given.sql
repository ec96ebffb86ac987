-- An intent without a booking is converted by a later success that carries its intentId, a string
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at) values

    ('e1', 'salon', null, 'intent_received', '{"intentId": "i1"}', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b1', 'created', '{"intentId": "i1"}', '2026-03-10T10:00:00Z'),
    ('e3', 'salon', 'b2', 'created', '{"intentId": "i2"}', '2026-03-10T08:00:00Z'),
    ('e4', 'salon', null, 'intent_received', '{"intentId": "i2"}', '2026-03-10T09:00:00Z'),
    ('e5', 'salon', null, 'intent_received', '{"intentId": 3}', '2026-03-10T09:00:00Z'),
    ('e6', 'salon', 'b3', 'created', '{"intentId": 3}', '2026-03-10T10:00:00Z');
