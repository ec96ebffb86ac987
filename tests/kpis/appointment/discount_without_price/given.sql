-- A discount counts without a price; revenue is null, not 0, until something has a price
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
-- about: revenue_gross, appointments_priced, revenue_discounts, revenue_foreign
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"discount": 5}'),
    ('a2', 'salon', '2026-03-11T12:00:00Z', '{"discount": "5"}'),
    ('a3', 'salon', '2026-03-11T12:00:00Z', '{"discount": -1}'),
    ('a4', 'salon', '2026-03-11T12:00:00Z', '{"price": 50}');
