-- The lead is the tenant's; 0 takes bookings up to the start itself, null is an hour
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: reminders_due, reminders_automated
insert into tenants (tenant_id) values ('eager'), ('early'), ('unset');
insert into kpi_tenant_settings (tenant_id, reminder_lead_minutes) values ('eager', 0), ('early', 1440), ('unset', null);
insert into appointments_map (id, tenant_id, start_at, created_at) values
    ('a1', 'eager', '2026-03-10T12:00:00Z', '2026-03-10T12:00:00Z'),
    ('a2', 'eager', '2026-03-10T12:00:00Z', '2026-03-10T12:00:00.000001Z'),
    ('a3', 'early', '2026-03-10T12:00:00Z', '2026-03-09T12:00:00Z'),
    ('a4', 'early', '2026-03-10T12:00:00Z', '2026-03-09T12:00:00.000001Z'),
    ('a5', 'early', '2026-03-10T12:00:00Z', '2026-03-10T10:00:00Z'),
    ('a6', 'unset', '2026-03-10T12:00:00Z', '2026-03-10T11:00:00Z'),
    ('a7', 'unset', '2026-03-10T12:00:00Z', '2026-03-10T11:30:00Z');
