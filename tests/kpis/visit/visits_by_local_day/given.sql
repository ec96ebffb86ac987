-- Days are the tenant's: an hour apart over New York's midnight is two visits, the second a repeat
-- period: day
-- from: 2026-03-10
-- to: 2026-03-11
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/New_York');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-03-11T03:30:00Z', null),
    ('a2', 'salon', 'anna', '2026-03-11T04:30:00Z', null);
