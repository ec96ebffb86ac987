-- Havana has the midnight of 2 November 2025 twice: the day starts at the first and has 25 hours
-- period: day
-- from: 2025-11-01
-- to: 2025-11-02
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/Havana');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '1-nov', 'intent_received', '2025-11-02T03:59:59.999999Z'),
    ('e2', 'salon', '2-nov-first', 'intent_received', '2025-11-02T04:00:00Z'),
    ('e3', 'salon', '2-nov-second', 'intent_received', '2025-11-02T05:00:00Z'),
    ('e4', 'salon', '2-nov', 'intent_received', '2025-11-03T04:59:59.999999Z'),
    ('e5', 'salon', '3-nov', 'intent_received', '2025-11-03T05:00:00Z');
