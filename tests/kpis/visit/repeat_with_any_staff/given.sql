-- A repeat of the salon's is one for today's staff too, whoever served before; another salon's client is not ours
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon'), ('other');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-03-01T12:00:00Z', '{"staffId": "zoe"}'),
    ('a2', 'salon', 'anna', '2026-03-10T12:00:00Z', '{"staffId": "mia"}'),
    ('a3', 'other', 'bea', '2026-03-01T12:00:00Z', '{"staffId": "zoe"}'),
    ('a4', 'salon', 'bea', '2026-03-10T12:00:00Z', '{"staffId": "mia"}');
