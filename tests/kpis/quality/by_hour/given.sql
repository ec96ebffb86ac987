-- Values are rejected at the start of the appointment and at the time of the feedback, for the salon only
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, created_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '2026-03-10T08:00:00Z', '{"staffId": "mia", "price": "free"}'),
    ('a2', 'salon', '2026-03-10T12:59:59.999999Z', '2026-03-10T08:00:00Z', '{"staffId": "mia", "price": "free"}'),
    ('a3', 'salon', '2026-03-11T00:00:00Z', '2026-03-10T08:00:00Z', '{"price": "free"}'),
    ('a4', 'salon', null, '2026-03-10T08:00:00Z', '{"price": "free"}'),
    ('a5', 'salon', 'infinity', '2026-03-10T08:00:00Z', '{"price": "free"}');
insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at) values
    ('f1', 'salon', 'b1', 'mia', 9, '2026-03-10T13:00:00Z');
