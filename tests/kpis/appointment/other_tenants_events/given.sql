-- Another tenant's event on the same booking id has no say, nor have events without an id on rows without one
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon'), ('other');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z'),
    ('a2', 'other', 'b1', 'created', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', '', 'created', '2026-03-10T10:00:00Z');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'other', 'b1', 'cancelled', '2026-03-09T10:00:00Z'),
    ('e2', 'salon', '', 'cancelled', '2026-03-09T10:00:00Z');
