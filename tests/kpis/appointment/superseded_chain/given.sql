-- Of a chain of reschedules only the last row is an appointment
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'cancelled', '2026-03-10T10:00:00Z', null),
    ('a2', 'salon', 'b2', 'cancelled', '2026-03-10T11:00:00Z', '{"rescheduledFromUid": "b1"}'),
    ('a3', 'salon', 'b3', 'created', '2026-03-10T12:00:00Z', '{"rescheduledFromUid": "b2"}');
