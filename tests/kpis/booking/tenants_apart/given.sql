-- Another tenant's booking of the same id is another booking, with its own staff
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon'), ('other');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'other', 'b1', '2026-03-20T10:00:00Z', '{"staffId": "zoe"}');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'other', 'b1', 'intent_received', '2026-03-09T08:00:00Z'),
    ('e2', 'other', 'b1', 'created', '2026-03-09T09:00:00Z'),
    ('e3', 'salon', 'b1', 'created', '2026-03-10T09:00:00Z'),
    ('e4', 'ghost', 'b1', 'created', '2026-03-10T09:00:00Z');
