-- On New York's 25-hour day the hour from 01:00 comes twice: two windows
-- period: hour
-- from: 2025-11-02
-- to: 2025-11-02
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/New_York');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '01:30-first', 'intent_received', '2025-11-02T05:30:00Z'),
    ('e2', 'salon', '01:30-second', 'intent_received', '2025-11-02T06:30:00Z'),
    ('e3', 'salon', '23:59', 'intent_received', '2025-11-03T04:59:59.999999Z'),
    ('e4', 'salon', '3-nov', 'intent_received', '2025-11-03T05:00:00Z');
