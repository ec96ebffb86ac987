-- A row without a start, or with an infinite one, is no appointment; nor is one of no tenant
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'created', null),
    ('a2', 'salon', 'b2', 'completed', 'infinity'),
    ('a3', 'salon', 'b3', 'completed', '-infinity'),
    ('a4', 'ghost', 'b4', 'completed', '2026-03-10T10:00:00Z'),
    ('a5', 'salon', null, 'completed', '2026-03-10T10:00:00Z');
