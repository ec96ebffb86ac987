-- The window is days of 24 h: over Berlin's 25-hour day it ends at 11:00, not at noon
-- period: day
-- from: 2026-10-24
-- to: 2026-10-24
-- as of: 2026-11-10T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone, feedback_window_days) values ('salon', 'Europe/Berlin', 1);
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at) values
    ('a1', 'salon', 'b1', '2026-10-24T12:00:00+02:00'),
    ('a2', 'salon', 'b2', '2026-10-24T12:00:00+02:00');
insert into feedback (id, tenant_id, booking_id, rating, created_at) values
    ('f1', 'salon', 'b1', 5, '2026-10-25T11:00:00+01:00'),
    ('f2', 'salon', 'b2', 5, '2026-10-25T11:30:00+01:00');
