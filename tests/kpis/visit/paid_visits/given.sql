-- A paid visit has a price, even 0, in own money
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, currency) values ('salon', 'EUR');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-03-10T12:00:00Z', '{"price": 0}'),
    ('a2', 'salon', 'bea', '2026-03-10T12:00:00Z', '{"price": 40, "currency": "USD"}'),
    ('a3', 'salon', 'cleo', '2026-03-10T12:00:00Z', '{"price": "free"}'),
    ('a4', 'salon', 'dora', '2026-03-10T12:00:00Z', '{"discount": 3}');
