-- Feedback up to 14 days after the start covers, to the microsecond
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-04-01T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z'),
    ('a2', 'salon', 'b2', '2026-03-10T12:00:00Z');
insert into feedback (id, tenant_id, booking_id, rating, created_at) values
    ('f1', 'salon', 'b1', 5, '2026-03-24T12:00:00Z'),
    ('f2', 'salon', 'b2', 5, '2026-03-24T12:00:00.000001Z');
