-- An event that says what became of the booking outweighs the row's status; one that does not leaves it
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z'),
    ('a2', 'salon', 'b2', 'cancelled', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', 'b3', 'created', '2026-03-10T10:00:00Z'),
    ('a4', 'salon', 'b4', 'completed', '2026-03-10T10:00:00Z'),
    ('a5', 'salon', 'b5', 'PENDING', '2026-03-10T10:00:00Z'),
    ('a6', 'salon', 'b6', 'cancelled', '2026-03-10T10:00:00Z');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'BOOKING_CANCELLED', '2026-03-09T10:00:00Z'),
    ('e2', 'salon', 'b2', 'booking.completed', '2026-03-10T11:00:00Z'),
    ('e3', 'salon', 'b3', 'booking_rejected', '2026-03-09T10:00:00Z'),
    ('e4', 'salon', 'b4', 'no_show_updated', '2026-03-10T11:00:00Z'),
    ('e5', 'salon', 'b5', 'confirmed', '2026-03-09T10:00:00Z'),
    ('e6', 'salon', 'b6', 'rescheduled', '2026-03-09T10:00:00Z');
