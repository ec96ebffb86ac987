-- Feedback of another tenant, or without a booking, covers nothing
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon'), ('other');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z'),
    ('a2', 'salon', null, '2026-03-10T12:00:00Z'),
    ('a3', 'salon', '', '2026-03-10T12:00:00Z');
insert into feedback (id, tenant_id, booking_id, rating, created_at) values
    ('f1', 'other', 'b1', 5, '2026-03-10T15:00:00Z'),
    ('f2', 'salon', null, 5, '2026-03-10T15:00:00Z'),
    ('f3', 'salon', '', 5, '2026-03-10T15:00:00Z'),
    ('f4', 'salon', 'B1', 5, '2026-03-10T15:00:00Z');
