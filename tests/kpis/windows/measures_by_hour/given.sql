-- Stock, feedback, calls, samples, reminders and seconds of the first instant of an hour count in that hour
-- period: hour
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into stock_snapshot (id, tenant_id, item_id, qty_expected, variance, created_at) values
    ('s1', 'salon', 'wax', 10, 1, '2026-03-10T00:00:00Z');
insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at) values
    ('l1', 'salon', 'wax', -2, 'consume', '2026-03-10T01:00:00Z');
insert into feedback (id, tenant_id, rating, created_at) values
    ('f1', 'salon', 4, '2026-03-10T02:00:00Z'),
    ('f2', 'salon', 0, '2026-03-10T02:00:00Z');
insert into audit_log (id, tenant_id, action, created_at) values
    ('l1', 'salon', 'feedback_request', '2026-03-10T03:00:00Z');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'api', 'calcom', true, 1, '2026-03-10T04:00:00Z');
insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values
    ('salon', 'queue:tx', 3, '2026-03-10T05:00:00Z');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, created_at, metadata) values
    ('a1', 'salon', 'b1', 'created', '2026-03-10T06:00:00Z', '2026-03-01T12:00:00Z', '{"durationMinutes": 60, "price": -1}');
