-- Feedback before the start covers; with a window of 0 days, feedback at the start does and later does not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, feedback_window_days) values ('salon', 0);
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z'),
    ('a2', 'salon', 'b2', '2026-03-10T12:00:00Z'),
    ('a3', 'salon', 'b3', '2026-03-10T12:00:00Z');
insert into feedback (id, tenant_id, booking_id, rating, created_at) values
    ('f1', 'salon', 'b1', 4, '2025-12-01T12:00:00Z'),
    ('f2', 'salon', 'b2', 4, '2026-03-10T12:00:00Z'),
    ('f3', 'salon', 'b3', 4, '2026-03-10T12:00:00.000001Z');
