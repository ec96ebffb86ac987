-- Only completed appointments bring money
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
-- about: revenue_gross, appointments_priced, revenue_discounts, revenue_foreign
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'completed', '2026-03-10T10:00:00Z', '{"price": 1, "discount": 0.5}'),
    ('a2', 'salon', 'b2', 'cancelled', '2026-03-10T10:00:00Z', '{"price": 2, "discount": 2}'),
    ('a3', 'salon', 'b3', 'no_show', '2026-03-10T10:00:00Z', '{"price": 4, "discount": 2}'),
    ('a4', 'salon', 'b4', 'rejected', '2026-03-10T10:00:00Z', '{"price": 8, "discount": 2}'),
    ('a5', 'salon', 'b5', 'pending', '2026-03-10T10:00:00Z', '{"price": 16, "discount": 2}'),
    ('a6', 'salon', 'b6', 'created', '2026-03-10T18:00:00Z', '{"price": 32, "discount": 2}');
