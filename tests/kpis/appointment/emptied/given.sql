-- An appointment that moved away leaves zeros for the salon and no row for the staff
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, client_id, start_at, metadata) values

    ('a1', 'salon', 'anna', '2026-03-10T12:00:00Z', '{"staffId": "mia", "price": 40}');
