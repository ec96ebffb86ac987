-- Interventions per intent may pass 100 percent
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'intent_received', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b2', 'intent_received', '2026-03-10T09:01:00Z');
insert into audit_log (id, tenant_id, action, created_at) values

    ('a1', 'salon', 'admin.reply', '2026-03-10T09:02:00Z'),
    ('a2', 'salon', 'admin.reply', '2026-03-10T09:03:00Z'),
    ('a3', 'salon', 'admin.reply', '2026-03-10T09:04:00Z');
