-- Lord Howe's clocks go forward by half an hour on 4 October 2026: 23.5 hours
-- period: day
-- from: 2026-10-04
-- to: 2026-10-05
-- as of: 2026-10-10T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Australia/Lord_Howe');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', '4-oct', 'intent_received', '2026-10-03T13:30:00Z'),
    ('e2', 'salon', '4-oct', 'intent_received', '2026-10-04T12:59:59.999999Z'),
    ('e3', 'salon', '5-oct', 'intent_received', '2026-10-04T13:00:00Z');
