-- The peak (11:00 to 19:00 by default) holds its start and not its end
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: offpeak_starts, offpeak_known, offpeak_shifted
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at) values

    ('a1', 'salon', '2026-03-10T10:59:59.999999Z'),
    ('a2', 'salon', '2026-03-10T11:00:00Z'),
    ('a3', 'salon', '2026-03-10T18:59:59.999999Z'),
    ('a4', 'salon', '2026-03-10T19:00:00Z');
