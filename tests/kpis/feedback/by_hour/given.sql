-- A rating counts in its own hour, coverage in the hour of the appointment
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata) values
    ('a1', 'salon', 'b1', '2026-03-10T10:00:00Z', '{"staffId": "mia"}');
insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at) values
    ('f1', 'salon', 'b1', 'mia', 4, '2026-03-10T14:00:00Z');
insert into audit_log (id, tenant_id, action, created_at) values
    ('l1', 'salon', 'feedback_request', '2026-03-10T13:59:59.999999Z');
