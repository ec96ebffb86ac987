-- Two priced appointments of one client with one of the staff on one day: one paid visit
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-03-10T10:00:00Z', '{"staffId": "mia", "price": 20}'),
    ('a2', 'salon', 'anna', '2026-03-10T14:00:00Z', '{"staffId": "mia", "price": 30}');
