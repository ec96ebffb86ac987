-- Scheduled ones that started by the instant of the run are completed; a status completed needs no start
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T11:00:00Z'),
    ('a2', 'salon', 'b2', 'created', '2026-03-10T12:00:00Z'),
    ('a3', 'salon', 'b3', 'created', '2026-03-10T12:00:00.000001Z'),
    ('a4', 'salon', 'b4', 'completed', '2026-03-10T15:00:00Z'),
    ('a5', 'salon', 'b5', 'pending', '2026-03-10T11:00:00Z');
