-- The client answers five days later
insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at) values
    ('f1', 'salon', 'b1', 'mia', 5, '2026-03-15T09:00:00Z');
