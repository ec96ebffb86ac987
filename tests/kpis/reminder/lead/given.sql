-- Due is what was booked at least an hour before its start, to the microsecond; when is unknown or infinite, it is not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, created_at) values
    ('a1', 'salon', 'b1', '2026-03-10T12:00:00Z', '2026-03-10T11:00:00Z'),
    ('a2', 'salon', 'b2', '2026-03-10T12:00:00Z', '2026-03-10T11:00:00.000001Z'),
    ('a3', 'salon', 'b3', '2026-03-10T12:00:00Z', '2026-03-10T13:00:00Z'),
    ('a4', 'salon', 'b4', '2026-03-10T12:00:00Z', null),
    ('a5', 'salon', 'b5', '2026-03-10T12:00:00Z', '-infinity'),
    ('a6', 'salon', 'b6', '2026-03-10T12:00:00Z', 'infinity');
