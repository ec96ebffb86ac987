-- Who has nothing left in a window has no row there any more
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-03-10T12:00:00Z', '{"staffId": "mia"}');
