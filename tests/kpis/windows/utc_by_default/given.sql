-- Without settings, or without a zone in them, days are UTC's; a window holds its start and not its end
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('bare'), ('zoneless');
insert into kpi_tenant_settings (tenant_id, timezone) values ('zoneless', null);
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'bare', '9-mar', 'intent_received', '2026-03-09T23:59:59.999999Z'),
    ('e2', 'bare', '10-mar', 'intent_received', '2026-03-10T00:00:00Z'),
    ('e3', 'bare', '10-mar', 'intent_received', '2026-03-10T23:59:59.999999Z'),
    ('e4', 'bare', '11-mar', 'intent_received', '2026-03-11T00:00:00Z'),
    ('e5', 'zoneless', '9-mar', 'intent_received', '2026-03-09T23:59:59.999999Z'),
    ('e6', 'zoneless', '10-mar', 'intent_received', '2026-03-10T00:00:00Z');
