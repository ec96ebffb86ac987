-- A rating out of range, or none, covers nothing: coverage is 0, the average unknown
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z', '{"staffId": "mia"}'),
    ('a2', 'salon', 'b2', '2026-03-10T12:00:00Z', null),
    ('a3', 'salon', 'b3', '2026-03-10T12:00:00Z', null);
insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at) values
    ('f1', 'salon', 'b1', 'mia', 7, '2026-03-10T15:00:00Z'),
    ('f2', 'salon', 'b2', 'mia', null, '2026-03-10T15:00:00Z'),
    ('f3', 'salon', 'b3', 'mia', 'NaN', '2026-03-10T15:00:00Z');
