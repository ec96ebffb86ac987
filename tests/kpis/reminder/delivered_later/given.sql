-- A job in flight that is delivered later automates the booking after all
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, created_at) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values
    ('j1', 'salon', 'queue:tx', 'queued', '{"type": "reminder", "bookingId": "b1"}', '2026-03-09T12:00:00Z');
