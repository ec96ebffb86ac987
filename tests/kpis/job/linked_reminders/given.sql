-- A reminder is linked by a bookingId that is a non-empty string, even while in flight
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into job_log (id, tenant_id, queue, status, payload, created_at) values

    ('j1', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": "b1"}', '2026-03-10T09:00:00Z'),
    ('j2', 'salon', 'queue:tx', 'queued', '{"type": "reminder", "bookingId": "b2"}', '2026-03-10T09:01:00Z'),
    ('j3', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": ""}', '2026-03-10T09:02:00Z'),
    ('j4', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": 7}', '2026-03-10T09:03:00Z'),
    ('j5', 'salon', 'queue:tx', 'processed', '{"type": "reminder", "bookingId": null}', '2026-03-10T09:04:00Z'),
    ('j6', 'salon', 'queue:tx', 'processed', '{"type": "confirmation", "bookingId": "b3"}', '2026-03-10T09:05:00Z');
