-- Money is the salon's own without a currency or in its currency in any case; the rest is foreign, and only counted
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: revenue_gross, appointments_priced, revenue_discounts, revenue_foreign
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, currency) values ('salon', 'EUR');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'completed', '2026-03-10T10:00:00Z', '{"price": 1}'),
    ('a2', 'salon', 'b2', 'completed', '2026-03-10T10:00:00Z', '{"price": 2, "currency": "EUR"}'),
    ('a3', 'salon', 'b3', 'completed', '2026-03-10T10:00:00Z', '{"price": 4, "currency": "eur"}'),
    ('a4', 'salon', 'b4', 'completed', '2026-03-10T10:00:00Z', '{"price": 8, "currency": ""}'),
    ('a5', 'salon', 'b5', 'completed', '2026-03-10T10:00:00Z', '{"price": 16, "currency": 978}'),
    ('a6', 'salon', 'b6', 'completed', '2026-03-10T10:00:00Z', '{"price": 32, "discount": 3, "currency": "USD", "staffId": "mia"}'),
    ('a7', 'salon', 'b7', 'completed', '2026-03-10T10:00:00Z', '{"currency": "USD"}'),
    ('a8', 'salon', 'b8', 'cancelled', '2026-03-10T10:00:00Z', '{"price": 64, "currency": "USD"}');
