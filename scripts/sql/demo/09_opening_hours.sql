-- When each salon is open, in its own wall-clock time.
-- reads: nothing
-- writes: kpi_opening_hours
-- why: Berlin is closed on Good Friday (3 April). Havana's Saturday runs past midnight,
--      on 7 March into the hour that summer time skips.

insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from, valid_to)
select
    hours.tenant_id,
    weekday.number as weekday,
    hours.opens_at::time as opens_at,
    hours.closes_at::time as closes_at,
    hours.valid_from::date as valid_from,
    hours.valid_to::date as valid_to
from (
    values
    ('amber-moscow', array[1, 2, 3, 4, 5, 6, 7], '10:00', '21:00', '2026-01-01', null),
    ('linden-berlin', array[2, 3, 4], '09:00', '18:30', '2026-01-01', null),
    ('linden-berlin', array[5], '09:00', '20:00', '2026-01-01', '2026-04-02'),
    ('linden-berlin', array[5], '09:00', '20:00', '2026-04-04', null),
    ('linden-berlin', array[6], '09:00', '17:00', '2026-01-01', null),
    ('hudson-newyork', array[1, 2, 3, 4, 5], '09:00', '20:00', '2026-01-01', null),
    ('hudson-newyork', array[6], '09:00', '19:00', '2026-01-01', null),
    ('hudson-newyork', array[7], '10:00', '18:00', '2026-01-01', null),
    ('lotus-kathmandu', array[1, 2, 3, 4, 5, 7], '09:30', '18:30', '2026-01-01', null),
    ('tide-lordhowe', array[2, 3, 4, 5, 6], '09:00', '17:30', '2026-01-01', null),
    ('tide-lordhowe', array[7], '10:00', '15:00', '2026-01-01', null),
    ('malecon-havana', array[2, 3, 4, 5], '11:00', '20:30', '2026-01-01', null),
    ('malecon-havana', array[6], '12:00', '00:30', '2026-01-01', null),
    ('malecon-havana', array[7], '12:00', '18:00', '2026-01-01', null),
    ('sakura-tokyo', array[1, 3, 4, 5], '10:00', '20:00', '2026-01-01', null),
    ('sakura-tokyo', array[6, 7], '10:00', '19:00', '2026-01-01', null),
    ('aurora-reykjavik', array[1, 2, 3, 4, 5], '10:00', '18:30', '2026-01-01', null),
    ('aurora-reykjavik', array[6], '10:00', '16:00', '2026-01-01', null)
) as hours (tenant_id, weekdays, opens_at, closes_at, valid_from, valid_to)
cross join unnest(hours.weekdays) as weekday (number);
