-- Created and confirmed in every spelling are successes
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'booking.created', '2026-03-10T09:00:00Z'),
    ('e2', 'salon', 'b2', 'booking_created', '2026-03-10T09:01:00Z'),
    ('e3', 'salon', 'b3', 'Created', '2026-03-10T09:02:00Z'),
    ('e4', 'salon', 'b4', 'BOOKING.CONFIRMED', '2026-03-10T09:03:00Z'),
    ('e5', 'salon', 'b5', 'Booking_Confirmed', '2026-03-10T09:04:00Z'),
    ('e6', 'salon', 'b6', 'confirmed', '2026-03-10T09:05:00Z'),
    ('e7', 'salon', 'b7', 'booking created', '2026-03-10T09:06:00Z'),
    ('e8', 'salon', 'b8', 'rescheduled', '2026-03-10T09:07:00Z');
