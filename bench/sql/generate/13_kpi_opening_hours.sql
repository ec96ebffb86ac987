-- Opening hours: every day, four in ten salons closed on Sundays
-- reads: pg_temp.salons
-- writes: kpi_opening_hours
insert into kpi_opening_hours (id, tenant_id, weekday, opens_at, closes_at, valid_from)
select
    md5('opening ' || salons.t || ' ' || weekday)::uuid,
    salons.tenant_id,
    weekday,
    (array[time '08:00', '09:00', '10:00'])[1 + pg_temp.pick(salons.t, 'opens', 3)],
    (array[time '20:00', '21:00', '22:00'])[1 + pg_temp.pick(salons.t, 'closes', 3)],
    date '2020-01-01'
from pg_temp.salons as salons
cross join generate_series(1, 7) as weekday
where weekday < 7 or pg_temp.unit(salons.t, 'sundays') < 0.6
order by salons.t, weekday
