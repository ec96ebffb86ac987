-- Each appointment without a client is a visit of its own, of nobody known
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', null, '2026-03-10T10:00:00Z', '{"price": 10}'),
    ('a2', 'salon', null, '2026-03-10T10:00:00Z', null),
    ('a3', 'salon', '', '2026-03-10T10:00:00Z', null),
    ('a4', 'salon', '', '2026-03-09T10:00:00Z', null);
