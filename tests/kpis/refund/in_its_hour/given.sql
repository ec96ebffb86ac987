-- A refund counts in the hour of the refund, not of the start
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values

    ('a1', 'salon', '2026-03-10T12:00:00Z', '{"staffId": "mia", "refundedAmount": 20, "refundedAt": "2026-03-10T15:30:00Z"}'),
    ('a2', 'salon', '2026-03-09T12:00:00Z', '{"refundedAmount": 7, "refundedAt": "2026-03-10T16:00:00Z"}');
