-- An open window counts what is dated after the run too
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', 'before', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'after', 'intent_received', '2026-03-10T18:00:00Z');
