-- Weeks start on Monday; the one of 1 January 2027 started on 28 December 2026
-- period: week
-- from: 2027-01-01
-- to: 2027-01-01
-- as of: 2027-02-01T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '27-dec', 'intent_received', '2026-12-27T23:59:59.999999Z'),
    ('e2', 'salon', '28-dec', 'intent_received', '2026-12-28T00:00:00Z'),
    ('e3', 'salon', '3-jan', 'intent_received', '2027-01-03T23:59:59.999999Z'),
    ('e4', 'salon', '4-jan', 'intent_received', '2027-01-04T00:00:00Z');
