-- Where no reminder says its booking the rate is unknown; where one does and none is ours it is 0
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('unlinked'), ('linked');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, created_at)
select 'a-' || tenant_id, tenant_id, 'b1', '2026-03-10T12:00:00Z', '2026-03-01T12:00:00Z' from tenants;
insert into job_log (id, tenant_id, queue, status, payload, created_at) values
    ('j1', 'unlinked', 'queue:tx', 'processed', '{"type": "reminder"}', '2026-03-10T11:00:00Z'),
    ('j2', 'linked', 'queue:tx', 'queued', '{"type": "reminder", "bookingId": "b2"}', '2026-03-10T11:00:00Z');
