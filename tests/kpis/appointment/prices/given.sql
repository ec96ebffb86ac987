-- A price is a number or a plain decimal string from 0 to 10^12; anything else is missing
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: revenue_gross, appointments_priced, revenue_discounts, revenue_foreign
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"price": 40}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"price": "25.50"}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', '{"price": 0}'),
    ('a4', 'salon', '2026-03-10T12:00:00Z', '{"price": 1000000000000}'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '{"price": 1000000000001}'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '{"price": -5}'),
    ('a7', 'salon', '2026-03-10T12:00:00Z', '{"price": true}'),
    ('a8', 'salon', '2026-03-10T12:00:00Z', '{"price": null}');
