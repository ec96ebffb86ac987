-- Only completed appointments are covered; the feedback counts all the same
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', null),
    ('a2', 'salon', 'b2', 'cancelled', '2026-03-10T10:00:00Z', null),
    ('a3', 'salon', 'b3', 'no_show', '2026-03-10T10:00:00Z', null),
    ('a4', 'salon', 'b4', 'created', '2026-03-10T18:00:00Z', null),
    ('a5', 'salon', 'b5', 'pending', '2026-03-10T10:00:00Z', null),
    ('a6', 'salon', 'b6', 'created', '2026-03-10T10:00:00Z', null),
    ('a7', 'salon', 'b7', 'created', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b6"}');
insert into feedback (id, tenant_id, booking_id, rating, created_at) values
    ('f1', 'salon', 'b1', 5, '2026-03-10T11:00:00Z'),
    ('f2', 'salon', 'b2', 5, '2026-03-10T11:00:00Z'),
    ('f3', 'salon', 'b3', 5, '2026-03-10T11:00:00Z'),
    ('f4', 'salon', 'b4', 5, '2026-03-10T11:00:00Z'),
    ('f5', 'salon', 'b5', 5, '2026-03-10T11:00:00Z'),
    ('f6', 'salon', 'b6', 5, '2026-03-10T11:00:00Z');
