-- A rejected or pending successor supersedes nothing, a cancelled one does
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', null),
    ('a2', 'salon', 'b2', 'REJECTED', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b1"}'),
    ('a3', 'salon', 'b3', 'created', '2026-03-10T10:00:00Z', null),
    ('a4', 'salon', 'b4', 'PENDING', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b3"}'),
    ('a5', 'salon', 'b5', 'created', '2026-03-10T10:00:00Z', null),
    ('a6', 'salon', 'b6', 'created', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b5"}'),
    ('a7', 'salon', 'b7', 'created', '2026-03-10T10:00:00Z', null),
    ('a8', 'salon', 'b8', 'cancelled', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b7"}');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b6', 'rejected', '2026-03-09T10:00:00Z');
