-- Another tenant's success of the same booking id and intentId converts nothing here
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon'), ('other');
insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at) values

    ('e1', 'salon', 'b1', 'intent_received', '{"intentId": "i1"}', '2026-03-10T09:00:00Z'),
    ('e2', 'other', 'b1', 'created', '{"intentId": "i1"}', '2026-03-10T10:00:00Z');
