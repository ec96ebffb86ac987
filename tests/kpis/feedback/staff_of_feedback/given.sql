-- Ratings go to the staff of the feedback, coverage to the staff of the appointment
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z', '{"staffId": "mia"}');
insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at) values
    ('f1', 'salon', 'b1', 'zoe', 4, '2026-03-10T15:00:00Z');
