-- Holidays, illness and training: when staff do not work after all.
-- reads: kpi_demo.salon
-- writes: kpi_staff_time_off

insert into kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at, reason)
select
    salon.tenant_id,
    absence.staff_id,
    absence.starts_at::timestamp at time zone salon.zone as starts_at,
    absence.ends_at::timestamp at time zone salon.zone as ends_at,
    absence.reason
from kpi_demo.salon
inner join (
    values
    ('amber-moscow', 'olga', '2026-03-09 00:00', '2026-03-16 00:00', 'vacation'),
    ('amber-moscow', 'boris', '2026-03-27 10:00', '2026-03-27 15:00', 'dentist'),
    ('linden-berlin', 'clara', '2026-04-03 00:00', '2026-04-04 00:00', 'public holiday'),
    ('linden-berlin', 'jonas', '2026-04-03 00:00', '2026-04-04 00:00', 'public holiday'),
    ('linden-berlin', 'leyla', '2026-04-03 00:00', '2026-04-04 00:00', 'public holiday'),
    ('linden-berlin', 'mia', '2026-04-03 00:00', '2026-04-04 00:00', 'public holiday'),
    ('linden-berlin', 'mia', '2026-03-11 00:00', '2026-03-13 00:00', 'illness'),
    ('hudson-newyork', 'grace', '2026-03-18 00:00', '2026-03-22 00:00', 'vacation'),
    ('hudson-newyork', 'jamal', '2026-03-08 09:00', '2026-03-08 13:00', 'private'),
    ('lotus-kathmandu', 'sunita', '2026-03-03 00:00', '2026-03-04 00:00', 'Holi'),
    ('tide-lordhowe', 'bruce', '2026-04-05 00:00', '2026-04-06 00:00', 'Easter'),
    ('malecon-havana', 'diego', '2026-03-07 20:00', '2026-03-08 02:00', 'private'),
    ('sakura-tokyo', 'kenji', '2026-03-20 00:00', '2026-03-21 00:00', 'public holiday'),
    ('sakura-tokyo', 'mei', '2026-03-02 10:00', '2026-03-02 14:00', 'training'),
    ('aurora-reykjavik', 'einar', '2026-03-24 00:00', '2026-03-28 00:00', 'vacation')
) as absence (tenant_id, staff_id, starts_at, ends_at, reason)
    on salon.tenant_id = absence.tenant_id;
