-- Staff schedules: 8 members of staff a salon, five days a week, an hour's break
-- reads: pg_temp.salons
-- writes: kpi_staff_schedule
insert into kpi_staff_schedule (id, tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
select
    md5('schedule ' || salons.t || ' ' || staff || ' ' || weekday || ' ' || span.starts_at)::uuid,
    salons.tenant_id,
    'staff-' || lpad(salons.t::text, 5, '0') || '-' || staff,
    weekday,
    span.starts_at,
    span.ends_at,
    date '2020-01-01'
from pg_temp.salons as salons
cross join generate_series(1, 8) as staff
cross join generate_series(1, 7) as weekday
cross join (values (time '09:00', time '14:00'), ('15:00', '21:00')) as span (starts_at, ends_at)
where mod(weekday + staff, 7) > 1
order by salons.t, staff, weekday, span.starts_at
