-- A peak that ends before it starts runs past midnight; one that ends as it starts lasts all day
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: offpeak_starts, offpeak_known, offpeak_shifted
insert into tenants (tenant_id) values ('night'), ('always');
insert into kpi_tenant_settings (tenant_id, peak_start, peak_end) values
    ('night', '22:00', '02:00'), ('always', '09:00', '09:00');
insert into appointments_map (id, tenant_id, start_at) values

    ('a1', 'night', '2026-03-10T01:59:59Z'),
    ('a2', 'night', '2026-03-10T02:00:00Z'),
    ('a3', 'night', '2026-03-10T21:59:59Z'),
    ('a4', 'night', '2026-03-10T22:00:00Z'),
    ('a5', 'always', '2026-03-10T08:00:00Z'),
    ('a6', 'always', '2026-03-10T10:00:00Z');
