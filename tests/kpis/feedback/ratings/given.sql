-- Ratings are 1 to 5, fractions too; others are no feedback
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into feedback (id, tenant_id, booking_id, rating, created_at) values
    ('f1', 'salon', 'b1', 1, '2026-03-10T09:00:00Z'),
    ('f2', 'salon', 'b2', 5, '2026-03-10T09:01:00Z'),
    ('f3', 'salon', 'b3', 4.5, '2026-03-10T09:02:00Z'),
    ('f4', 'salon', 'b4', 0, '2026-03-10T09:03:00Z'),
    ('f5', 'salon', 'b5', 7, '2026-03-10T09:04:00Z'),
    ('f6', 'salon', 'b6', 0.99, '2026-03-10T09:05:00Z'),
    ('f7', 'salon', 'b7', 5.01, '2026-03-10T09:06:00Z'),
    ('f8', 'salon', 'b8', null, '2026-03-10T09:07:00Z'),
    ('f9', 'salon', 'b9', 'NaN', '2026-03-10T09:08:00Z'),
    ('f10', 'salon', 'b10', 'Infinity', '2026-03-10T09:09:00Z');
