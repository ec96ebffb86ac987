-- The same clock times are other instants in other zones, and the same appointment lies on other days
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: service_seconds, scheduled_service_seconds, available_seconds, capacity_booked_seconds, capacity_seconds
insert into tenants (tenant_id) values ('utc'), ('tokyo');
insert into kpi_tenant_settings (tenant_id, timezone) values ('tokyo', 'Asia/Tokyo');
insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
select tenant_id, 'mia', 2, '09:00', '10:00', '2026-01-01' from tenants;
insert into appointments_map (id, tenant_id, start_at, metadata)
select 'a-' || tenant_id, tenant_id, '2026-03-10T14:30:00Z', '{"durationMinutes": 60, "staffId": "mia"}' from tenants;
