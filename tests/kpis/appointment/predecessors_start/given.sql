-- Without a preferredStart the predecessor's start is the preferred one
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: offpeak_starts, offpeak_known, offpeak_shifted
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'noon', 'created', '2026-03-09T12:00:00Z', null),
    ('a2', 'salon', 'moved', 'created', '2026-03-10T20:00:00Z', '{"rescheduledFromUid": "noon"}'),
    ('a3', 'salon', 'stated', 'created', '2026-03-10T20:00:00Z', '{"rescheduledFromUid": "noon", "preferredStart": "2026-03-09T20:00:00Z"}'),
    ('a4', 'salon', 'unread', 'created', '2026-03-10T20:00:00Z', '{"rescheduledFromUid": "noon", "preferredStart": 12}'),
    ('a5', 'salon', 'startless', 'created', null, null),
    ('a6', 'salon', 'of-startless', 'created', '2026-03-10T20:00:00Z', '{"rescheduledFromUid": "startless"}'),
    ('a7', 'salon', 'of-nobody', 'created', '2026-03-10T20:00:00Z', '{"rescheduledFromUid": "no-such-row"}'),
    ('a8', 'salon', 'of-itself', 'created', '2026-03-10T12:00:00Z', '{"rescheduledFromUid": "of-itself"}');
