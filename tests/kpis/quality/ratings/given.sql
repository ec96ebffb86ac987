-- A rating outside of 1 to 5 is rejected when it was given; a null one, or NaN, is none
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at) values
    ('f1', 'salon', 'b1', 'mia', 0, '2026-03-10T09:00:00Z'),
    ('f2', 'salon', 'b1', 'mia', 7, '2026-03-10T09:00:00Z'),
    ('f3', 'salon', 'b1', 'mia', -1, '2026-03-10T09:00:00Z'),
    ('f4', 'salon', 'b1', null, 5.5, '2026-03-10T23:59:59.999999Z'),
    ('f5', 'salon', 'b1', null, 0, '2026-03-11T00:00:00Z'),
    ('f6', 'salon', 'b1', null, 1, '2026-03-10T09:00:00Z'),
    ('f7', 'salon', 'b1', null, 5, '2026-03-10T09:00:00Z'),
    ('f8', 'salon', 'b1', null, null, '2026-03-10T09:00:00Z'),
    ('f9', 'salon', 'b1', null, 'NaN', '2026-03-10T09:00:00Z'),
    ('f10', 'salon', 'b1', null, 'Infinity', '2026-03-10T09:00:00Z');
