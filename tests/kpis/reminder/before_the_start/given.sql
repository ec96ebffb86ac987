-- The job must have been created before the start, however long before; at the start is too late
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, created_at)
select 'a' || n, 'salon', 'b' || n, '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z' from generate_series(1, 5) as n;
insert into job_log (id, tenant_id, queue, status, payload, created_at) values
    ('j1', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b1"}', '2026-03-10T11:59:59.999999Z'),
    ('j2', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b2"}', '2026-03-10T12:00:00Z'),
    ('j3', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b3"}', '2026-03-10T13:00:00Z'),
    ('j4', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b4"}', '2025-03-10T12:00:00Z'),
    ('j5', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b5"}', '-infinity');
