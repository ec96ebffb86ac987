-- Rows that supersede each other are both gone; a row that names itself, or nobody, stays
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b2"}'),
    ('a2', 'salon', 'b2', 'created', '2026-03-10T11:00:00Z', '{"rescheduledFromUid": "b1"}'),
    ('a3', 'salon', 'b3', 'created', '2026-03-10T12:00:00Z', '{"rescheduledFromUid": "b3"}'),
    ('a4', 'salon', 'b4', 'created', '2026-03-10T13:00:00Z', '{"rescheduledFromUid": "no-such-row"}'),
    ('a5', 'salon', '', 'created', '2026-03-10T14:00:00Z', null),
    ('a6', 'salon', 'b6', 'created', '2026-03-10T15:00:00Z', '{"rescheduledFromUid": ""}');
