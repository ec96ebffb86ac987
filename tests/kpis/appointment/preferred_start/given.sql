-- Shifted: preferred in the peak (wall clock), booked outside it
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: offpeak_starts, offpeak_known, offpeak_shifted
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, timezone) values ('salon', 'Asia/Tokyo');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('out', 'salon', '2026-03-10T20:00:00+09:00', '{"staffId": "mia", "preferredStart": "2026-03-10T03:00:00Z"}'),
    ('same', 'salon', '2026-03-10T12:30:00+09:00', '{"preferredStart": "2026-03-10T12:00:00+09:00"}'),
    ('in', 'salon', '2026-03-10T12:00:00+09:00', '{"preferredStart": "2026-03-10T20:00:00+09:00"}'),
    ('off', 'salon', '2026-03-10T09:00:00+09:00', '{"preferredStart": "2026-03-10T11:00:00Z"}'),
    ('noon', 'salon', '2026-03-10T20:00:00+09:00', '{"preferredStart": "noon"}');
