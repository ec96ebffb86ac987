-- Scheduled, completed and missed appointments were due one; cancelled, rejected, pending and superseded ones were not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, created_at, metadata) values
    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a2', 'salon', 'b2', 'created', '2026-03-10T18:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a3', 'salon', 'b3', 'no_show', '2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a4', 'salon', 'b4', 'cancelled', '2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a5', 'salon', 'b5', 'rejected', '2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a6', 'salon', 'b6', 'pending', '2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a7', 'salon', 'b7', 'created', '2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', null),
    ('a8', 'salon', 'b8', 'created', '2026-03-20T10:00:00Z', '2026-03-01T10:00:00Z', '{"rescheduledFromUid": "b7"}');
