-- Refunds of what was not completed, of foreign money, of superseded rows, and below 0 do not count
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-10T12:00:00Z
insert into tenants (tenant_id) values ('salon');

insert into kpi_tenant_settings (tenant_id, currency) values ('salon', 'EUR');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values

    ('a1', 'salon', 'b1', 'created', '2026-03-10T10:00:00Z', '{"refundedAmount": 1, "currency": "eur"}'),
    ('a2', 'salon', 'b2', 'cancelled', '2026-03-10T10:00:00Z', '{"refundedAmount": 2}'),
    ('a3', 'salon', 'b3', 'no_show', '2026-03-10T10:00:00Z', '{"refundedAmount": 4}'),
    ('a4', 'salon', 'b4', 'created', '2026-03-10T18:00:00Z', '{"refundedAmount": 8}'),
    ('a5', 'salon', 'b5', 'created', '2026-03-10T10:00:00Z', '{"refundedAmount": 16, "currency": "USD"}'),
    ('a6', 'salon', 'b6', 'created', '2026-03-10T10:00:00Z', '{"refundedAmount": 32}'),
    ('a7', 'salon', 'b7', 'created', '2026-03-10T10:00:00Z', '{"rescheduledFromUid": "b6"}'),
    ('a8', 'salon', 'b8', 'created', '2026-03-10T10:00:00Z', '{"refundedAmount": -64}');
