-- Lord Howe's clocks go back by half an hour on 5 April 2026: 24.5 hours, the last window half a one
-- period: hour
-- from: 2026-04-05
-- to: 2026-04-05
-- as of: 2026-04-10T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Australia/Lord_Howe');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '4-apr', 'intent_received', '2026-04-04T12:59:59.999999Z'),
    ('e2', 'salon', '01:45-first', 'intent_received', '2026-04-04T14:45:00Z'),
    ('e3', 'salon', '01:45-second', 'intent_received', '2026-04-04T15:15:00Z'),
    ('e4', 'salon', '23:59', 'intent_received', '2026-04-05T13:29:59.999999Z'),
    ('e5', 'salon', '6-apr', 'intent_received', '2026-04-05T13:30:00Z');
