-- An earlier appointment that was moved to today is no earlier visit
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: visits, identified_visits, repeat_visits, paid_visits
insert into tenants (tenant_id) values ('salon');

insert into appointments_map (id, tenant_id, calcom_booking_id, client_id, status, start_at, metadata) values
    ('a1', 'salon', 'b1', 'anna', 'created', '2026-03-09T12:00:00Z', null),
    ('a2', 'salon', 'b2', 'anna', 'created', '2026-03-10T12:00:00Z', '{"rescheduledFromUid": "b1"}');
