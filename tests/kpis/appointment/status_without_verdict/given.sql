-- Any other status, and none, is scheduled, and completed once its start has come
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z'),
    ('a2', 'salon', 'b2', 'ACCEPTED', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', 'b3', 'rescheduled', '2026-03-10T10:00:00Z'),
    ('a4', 'salon', 'b4', 'something_new', '2026-03-10T10:00:00Z'),
    ('a5', 'salon', 'b5', null, '2026-03-10T10:00:00Z');
