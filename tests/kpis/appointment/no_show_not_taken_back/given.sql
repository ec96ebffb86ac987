-- Only the JSON value false takes a no-show back, and a status no_show holds against any other event
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'text', 'created', '2026-03-10T10:00:00Z'),
    ('a2', 'salon', 'zero', 'created', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', 'null', 'created', '2026-03-10T10:00:00Z'),
    ('a4', 'salon', 'confirmed', 'no_show', '2026-03-10T10:00:00Z'),
    ('a5', 'salon', 'false-elsewhere', 'no_show', '2026-03-10T10:00:00Z');
insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at) values

    ('e1', 'salon', 'text', 'no_show', '{"noShow": "false"}', '2026-03-10T11:00:00Z'),
    ('e2', 'salon', 'zero', 'no_show', '{"noShow": 0}', '2026-03-10T11:00:00Z'),
    ('e3', 'salon', 'null', 'no_show', '{"noShow": null}', '2026-03-10T11:00:00Z'),
    ('e4', 'salon', 'confirmed', 'confirmed', null, '2026-03-10T11:00:00Z'),
    ('e5', 'salon', 'false-elsewhere', 'confirmed', '{"noShow": false}', '2026-03-10T11:00:00Z');
