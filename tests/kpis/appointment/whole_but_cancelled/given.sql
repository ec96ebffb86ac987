-- Cancelled ones and no-shows are booked, on a grid, off peak, and nothing more; rejected and pending ones are nothing
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, calcom_booking_id, client_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'anna', 'cancelled', '2026-03-10T09:00:00Z', '{"price": 40, "discount": 4}'),
    ('a2', 'salon', 'b2', 'bea', 'no_show', '2026-03-10T09:07:00Z', '{"price": 40, "currency": "USD"}'),
    ('a3', 'salon', 'b3', 'cleo', 'rejected', '2026-03-10T09:00:00Z', '{"price": 40, "staffId": "mia"}'),
    ('a4', 'salon', 'b4', 'dora', 'pending', '2026-03-10T09:00:00Z', '{"price": 40, "staffId": "mia"}');
