-- Every spelling of a status that says what became of the appointment
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'CANCELLED', '2026-03-10T10:00:00Z'),
    ('a2', 'salon', 'b2', 'booking.canceled', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', 'b3', 'BOOKING_NO_SHOW_UPDATED', '2026-03-10T10:00:00Z'),
    ('a4', 'salon', 'b4', 'noshow', '2026-03-10T10:00:00Z'),
    ('a5', 'salon', 'b5', 'Done', '2026-03-10T10:00:00Z'),
    ('a6', 'salon', 'b6', 'REJECTED', '2026-03-10T10:00:00Z'),
    ('a7', 'salon', 'b7', 'PENDING', '2026-03-10T10:00:00Z'),
    ('a8', 'salon', 'b8', 'BOOKING_REQUESTED', '2026-03-10T10:00:00Z');
