-- The look-back passes over cancelled appointments to the completed one before; without one there is no repeat
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, client_id, status, start_at) values

    ('a1', 'salon', 'anna', 'completed', '2026-02-01T12:00:00Z'),
    ('a2', 'salon', 'anna', 'cancelled', '2026-03-01T12:00:00Z'),
    ('a3', 'salon', 'anna', 'completed', '2026-03-10T12:00:00Z'),
    ('a4', 'salon', 'bea', 'cancelled', '2026-03-01T12:00:00Z'),
    ('a5', 'salon', 'bea', 'no_show', '2026-03-02T12:00:00Z'),
    ('a6', 'salon', 'bea', 'completed', '2026-03-10T12:00:00Z'),
    ('a7', 'salon', 'cleo', 'completed', '2026-03-10T11:00:00Z'),
    ('a8', 'salon', 'cleo', 'completed', '2026-03-10T12:00:00Z');
