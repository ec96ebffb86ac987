-- Zoe is gone; Mia had been ill from noon
delete from kpi_staff_schedule where staff_id = 'zoe';
insert into kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at) values
    ('salon', 'mia', '2026-03-10T12:00:00Z', '2026-03-12T00:00:00Z');
