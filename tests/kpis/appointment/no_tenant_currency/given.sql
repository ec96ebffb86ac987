-- A tenant without a currency takes all money for its own
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: revenue_gross, appointments_priced, revenue_discounts, revenue_foreign
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, currency) values ('salon', null);
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"price": 10, "currency": "EUR"}'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{"price": 20, "currency": "USD"}');
