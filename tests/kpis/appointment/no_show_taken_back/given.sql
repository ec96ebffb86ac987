-- A no-show whose payload.noShow is false is taken back, if it is the latest event; then a status no_show is stale too
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'undone', 'created', '2026-03-10T10:00:00Z'),
    ('a2', 'salon', 'stale', 'BOOKING_NO_SHOW_UPDATED', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', 'redone', 'created', '2026-03-10T10:00:00Z'),
    ('a4', 'salon', 'cancelled', 'cancelled', '2026-03-10T10:00:00Z');
insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at) values

    ('e1', 'salon', 'undone', 'no_show', '{"noShow": true}', '2026-03-10T11:00:00Z'),
    ('e2', 'salon', 'undone', 'no_show', '{"noShow": false}', '2026-03-10T12:00:00Z'),
    ('e3', 'salon', 'stale', 'BOOKING_NO_SHOW_UPDATED', '{"noShow": false}', '2026-03-10T12:00:00Z'),
    ('e4', 'salon', 'redone', 'no_show', '{"noShow": false}', '2026-03-10T11:00:00Z'),
    ('e5', 'salon', 'redone', 'no_show', null, '2026-03-10T12:00:00Z'),
    ('e6', 'salon', 'cancelled', 'no_show', '{"noShow": false}', '2026-03-10T12:00:00Z');
