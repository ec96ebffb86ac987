-- A visit counts in the hour of its first completed appointment, a paid visit in that of its first priced one
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, client_id, status, start_at, metadata) values
    ('a1', 'salon', 'anna', 'cancelled', '2026-03-10T09:30:00Z', '{"price": 5}'),
    ('a2', 'salon', 'anna', 'completed', '2026-03-10T10:30:00Z', null),
    ('a3', 'salon', 'anna', 'completed', '2026-03-10T12:30:00Z', '{"price": 30}'),
    ('a4', 'salon', 'anna', 'completed', '2026-03-10T14:30:00Z', '{"price": 40}');
