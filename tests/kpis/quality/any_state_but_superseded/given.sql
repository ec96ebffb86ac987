-- Rows of any state are judged, superseded ones are not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'created', '2026-03-10T12:00:00Z', '{"price": -1}'),
    ('a2', 'salon', 'b2', 'cancelled', '2026-03-10T12:00:00Z', '{"price": -1}'),
    ('a3', 'salon', 'b3', 'no_show', '2026-03-10T12:00:00Z', '{"price": -1}'),
    ('a4', 'salon', 'b4', 'rejected', '2026-03-10T12:00:00Z', '{"price": -1}'),
    ('a5', 'salon', 'b5', 'pending', '2026-03-10T12:00:00Z', '{"price": -1}'),
    ('a6', 'salon', 'b6', 'created', '2026-03-10T12:00:00Z', '{"price": -1}'),
    ('a7', 'salon', 'b7', 'created', '2026-03-20T12:00:00Z', '{"rescheduledFromUid": "b6"}');
