-- A month's rates come from its summed counters, not from the rates of its days
-- period: month
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-04-02T00:00:00Z
-- about: appointments, appointments_completed, appointments_cancelled, appointments_no_show
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at) values

    ('a1', 'salon', 'b1', 'cancelled', '2026-03-02T12:00:00Z'),
    ('a2', 'salon', 'b2', 'created', '2026-03-31T12:00:00Z'),
    ('a3', 'salon', 'b3', 'created', '2026-03-31T12:15:00Z'),
    ('a4', 'salon', 'b4', 'created', '2026-03-31T12:30:00Z');
