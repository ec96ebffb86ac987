-- The cancellation arrives late
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values
    ('e1', 'salon', 'b1', 'booking.cancelled', '2026-03-11T09:00:00Z');
