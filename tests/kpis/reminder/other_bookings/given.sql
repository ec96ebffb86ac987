-- Jobs of another tenant or of none, and ids that are no strings or empty, remind nobody of ours
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('salon'), ('other');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, created_at) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z'),
    ('a2', 'salon', '42', '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z'),
    ('a3', 'salon', '43', '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z'),
    ('a4', 'salon', '', '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z'),
    ('a5', 'salon', null, '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values
    ('j1', 'other', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b1"}', '2026-03-10T11:00:00Z'),
    ('j2', null, 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b1"}', '2026-03-10T11:00:00Z'),
    ('j3', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": 42}', '2026-03-10T11:00:00Z'),
    ('j4', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "43"}', '2026-03-10T11:00:00Z'),
    ('j5', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": ""}', '2026-03-10T11:00:00Z'),
    ('j6', 'salon', 'queue:tx', 'processed', '{"type": "reminder"}', '2026-03-10T11:00:00Z');
