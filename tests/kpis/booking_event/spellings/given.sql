-- Event types in every case, after one booking. or booking_, or bare
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'booking.intent_received', '2026-03-10T09:01:00Z'),
    ('e2', 'salon', 'b2', 'booking_intent_received', '2026-03-10T09:02:00Z'),
    ('e3', 'salon', 'b3', 'INTENT_RECEIVED', '2026-03-10T09:03:00Z'),
    ('e4', 'salon', 'b4', 'Booking.Rescheduled', '2026-03-10T09:04:00Z'),
    ('e5', 'salon', 'b5', 'BOOKING_RESCHEDULED', '2026-03-10T09:05:00Z'),
    ('e6', 'salon', 'b6', 'rescheduled', '2026-03-10T09:06:00Z'),
    ('e7', 'salon', 'b7', 'booking.booking.rescheduled', '2026-03-10T09:07:00Z'),
    ('e8', 'salon', 'b8', 'booking-intent_received', '2026-03-10T09:08:00Z');
