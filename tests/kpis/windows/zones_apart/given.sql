-- One instant lies on different days of tenants in different zones
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('utc'), ('tokyo'), ('lima');
insert into kpi_tenant_settings (tenant_id, timezone) values ('tokyo', 'Asia/Tokyo'), ('lima', 'America/Lima');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'utc', 'b1', 'intent_received', '2026-03-11T02:00:00Z'),
    ('e2', 'tokyo', 'b1', 'intent_received', '2026-03-11T02:00:00Z'),
    ('e3', 'lima', 'b1', 'intent_received', '2026-03-11T02:00:00Z'),
    ('e4', 'tokyo', 'b2', 'intent_received', '2026-03-10T14:59:59.999999Z');
