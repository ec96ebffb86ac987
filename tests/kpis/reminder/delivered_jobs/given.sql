-- Only a delivered reminder job of the booking automates it: none accepted, dead, in flight, or of another type
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, created_at)
select 'a' || n, 'salon', 'b' || n, '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z' from generate_series(1, 8) as n;
insert into job_log (id, tenant_id, queue, status, payload, created_at) values
    ('j1', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b1"}', '2026-03-10T11:00:00Z'),
    ('j2', 'salon', 'queue:send:sms', 'delivered', '{"type": "reminder", "bookingId": "b2"}', '2026-03-10T11:00:00Z'),
    ('j3', 'salon', 'queue:send:sms', 'accepted', '{"type": "reminder", "bookingId": "b3"}', '2026-03-10T11:00:00Z'),
    ('j4', 'salon', 'queue:dead:send:sms', 'processed', '{"type": "reminder", "bookingId": "b4"}', '2026-03-10T11:00:00Z'),
    ('j5', 'salon', 'queue:send:sms', 'dead', '{"type": "reminder", "bookingId": "b5"}', '2026-03-10T11:00:00Z'),
    ('j6', 'salon', 'queue:send:sms', 'failed', '{"type": "reminder", "bookingId": "b6"}', '2026-03-10T11:00:00Z'),
    ('j7', 'salon', 'queue:send:sms', 'processed', '{"type": "confirmation", "bookingId": "b7"}', '2026-03-10T11:00:00Z');
