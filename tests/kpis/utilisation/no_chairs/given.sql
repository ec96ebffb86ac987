-- Without chairs, known or any, capacity is 0 and its rate null
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('bare'), ('unset'), ('none');
insert into kpi_tenant_settings (tenant_id, chairs) values ('unset', null), ('none', 0);
insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from)
select tenant_id, 2, '09:00', '18:00', '2026-01-01' from tenants;
insert into appointments_map (id, tenant_id, start_at, metadata)
select 'a-' || tenant_id, tenant_id, '2026-03-10T12:00:00Z', '{"durationMinutes": 60}' from tenants;
