-- A successor counts wherever it starts, even without a start, but only one of the same tenant
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon'), ('other');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', null),
    ('a2', 'salon', 'b2', 'created', '2027-01-01T10:00:00Z', '{"rescheduledFromUid": "b1"}'),
    ('a3', 'salon', 'b3', 'created', '2026-03-10T11:00:00Z', null),
    ('a4', 'salon', 'b4', 'created', null, '{"rescheduledFromUid": "b3"}'),
    ('a5', 'salon', 'b5', 'created', '2026-03-10T12:00:00Z', null),
    ('a6', 'other', 'b6', 'created', '2026-03-10T13:00:00Z', '{"rescheduledFromUid": "b5"}'),
    ('a7', 'salon', 'b7', 'created', '2026-03-10T14:00:00Z', null),
    ('a8', 'salon', null, 'created', '2026-03-10T15:00:00Z', '{"rescheduledFromUid": "b7"}');
