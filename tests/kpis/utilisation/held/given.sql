-- Scheduled and completed appointments hold time; what was cancelled, missed, pending, rejected or superseded does not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a2', 'salon', 'b2', 'created', '2026-03-10T15:00:00Z', '{"staffId": "mia", "durationMinutes": 30}'),
    ('a3', 'salon', 'b3', 'cancelled', '2026-03-10T10:00:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a4', 'salon', 'b4', 'no_show', '2026-03-10T10:00:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a5', 'salon', 'b5', 'pending', '2026-03-10T10:00:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a6', 'salon', 'b6', 'rejected', '2026-03-10T10:00:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a7', 'salon', 'b7', 'created', '2026-03-10T10:00:00Z', '{"staffId": "mia", "durationMinutes": 60}'),
    ('a8', 'salon', 'b8', 'created', '2026-03-20T10:00:00Z', '{"staffId": "mia", "rescheduledFromUid": "b7"}'),
    ('a9', 'salon', 'b9', 'created', null, '{"staffId": "mia", "durationMinutes": 60}');
