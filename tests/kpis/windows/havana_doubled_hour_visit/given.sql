-- Both comings of 00:30 on 2 November 2025 are one day in Havana: one visit, and no repeat
-- period: day
-- from: 2025-11-02
-- to: 2025-11-02
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');
insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'America/Havana');
insert into appointments_map (id, tenant_id, client_id, start_at) values
    ('a1', 'salon', 'anna', '2025-11-02T04:30:00Z'),
    ('a2', 'salon', 'anna', '2025-11-02T05:30:00Z');
