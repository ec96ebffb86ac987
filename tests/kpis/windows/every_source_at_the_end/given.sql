-- Rows of every source on the first instant after a day do not count in it
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into message_log (id, tenant_id, channel, direction, created_at) values
    ('m1', 'salon', 'web', 'inbound', '2026-03-11T00:00:00Z');
insert into job_log (id, tenant_id, queue, status, created_at) values
    ('j1', 'salon', 'queue:tx', 'processed', '2026-03-11T00:00:00Z');
insert into audit_log (id, tenant_id, action, created_at) values
    ('l1', 'salon', 'admin.reply', '2026-03-11T00:00:00Z');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', 'b1', 'intent_received', '2026-03-11T00:00:00Z'),
    ('e2', 'salon', 'b2', 'created', '2026-03-11T00:00:00Z'),
    ('e3', 'salon', 'b3', 'rescheduled', '2026-03-11T00:00:00Z');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-11T00:00:00Z', null),
    ('a2', 'salon', '2026-01-05T12:00:00Z', '{"refundedAmount": 5, "refundedAt": "2026-03-11T00:00:00Z"}');
