-- Without a setting the look-back is 365 days
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2025-03-10T12:00:00Z', null),
    ('a2', 'salon', 'anna', '2026-03-10T12:00:00Z', null),
    ('a3', 'salon', 'bea', '2025-03-09T12:00:00Z', null),
    ('a4', 'salon', 'bea', '2026-03-10T12:00:00Z', null);
