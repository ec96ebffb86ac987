-- API, webhook and payment each log a success: one booking
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, source, created_at) values

    ('e1', 'salon', 'b1', 'booking.created', 'api:booking', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b1', 'booking_created', 'inbound:webhook', '2026-03-10T09:00:05Z'),
    ('e3', 'salon', 'b1', 'booking.confirmed', 'payment:webhook', '2026-03-10T11:00:00Z');
