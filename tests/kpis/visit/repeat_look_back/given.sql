-- A repeat: the last visit is at most the look-back's days before; 30 days before 10 March is 8 February
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, repeat_lookback_days) values ('salon', 30);
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-02-08T00:00:00Z', null),
    ('a2', 'salon', 'anna', '2026-03-10T23:00:00Z', null),
    ('a3', 'salon', 'bea', '2026-02-07T23:59:59.999999Z', null),
    ('a4', 'salon', 'bea', '2026-03-10T00:00:00Z', null);
