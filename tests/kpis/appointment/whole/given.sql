-- Everything that one completed appointment adds, for the salon and for its staff
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, calcom_booking_id, client_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'anna', 'created', '2026-03-10T12:00:00Z', '{"staffId": "mia", "price": 40, "discount": 4}');
