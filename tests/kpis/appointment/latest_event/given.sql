-- The latest event decides, even one after the run; of the same instant the last by id in byte order; other types have no say
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'revived', 'created', '2026-03-10T10:00:00Z'),
    ('a2', 'salon', 'tie', 'created', '2026-03-10T10:00:00Z'),
    ('a3', 'salon', 'paid', 'created', '2026-03-10T10:00:00Z'),
    ('a4', 'salon', 'future', 'created', '2026-03-10T10:00:00Z');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'revived', 'cancelled', '2026-03-09T10:00:00Z'),
    ('e2', 'salon', 'revived', 'confirmed', '2026-03-09T11:00:00Z'),
    ('a', 'salon', 'tie', 'cancelled', '2026-03-09T10:00:00Z'),
    ('B', 'salon', 'tie', 'confirmed', '2026-03-09T10:00:00Z'),
    ('e3', 'salon', 'paid', 'canceled', '2026-03-09T10:00:00Z'),
    ('e4', 'salon', 'paid', 'payment_received', '2026-03-09T11:00:00Z'),
    ('e5', 'salon', 'paid', 'intent_received', '2026-03-09T12:00:00Z'),
    ('e6', 'salon', 'future', 'cancelled', '2030-01-01T00:00:00Z');
