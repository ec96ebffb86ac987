-- Time off: one member of staff in twenty is away for half a day or more, each day
-- reads: pg_temp.salons
-- writes: kpi_staff_time_off
-- parameters: days, first_day
insert into kpi_staff_time_off (id, tenant_id, staff_id, starts_at, ends_at, reason)
select
    md5('time off ' || absence.n)::uuid,
    salons.tenant_id,
    'staff-' || lpad(salons.t::text, 5, '0') || '-' || staff,
    (%(first_day)s::date + day + time '09:00') at time zone salons.zone,
    (%(first_day)s::date + day + time '09:00') at time zone salons.zone
    + make_interval(hours => 4 + pg_temp.pick(absence.n, 'hours', 20)),
    (array['holiday', 'sick', 'training'])[1 + pg_temp.pick(absence.n, 'reason', 3)]
from pg_temp.salons as salons
cross join generate_series(1, 8) as staff
cross join generate_series(0, %(days)s::integer - 1) as day
cross join lateral (select (day * 10 + staff) * 1000000::bigint + salons.t as n) as absence
where pg_temp.unit(absence.n, 'absent') < 0.05
order by salons.t, staff, day
