-- Who works where, on which shift and on which days.
-- grain: one row a person and stretch of time
-- reads: nothing
-- writes: kpi_demo.staff
-- why: two people start or leave within the six weeks, one changes the shift.

create table kpi_demo.staff as
select
    staff.tenant_id,
    staff.staff_id,
    staff.name,
    row_number() over (
        partition by staff.tenant_id order by staff.staff_id collate "C", staff.valid_from
    )::integer as place,
    staff.shift,
    staff.days_off,
    -- how much better than the others: moves the ratings
    staff.quality,
    staff.valid_from::date as valid_from,
    staff.valid_to::date as valid_to
from (
    values
    ('amber-moscow', 'anna', 'Анна Соколова', 'early', array[3], 0.05::double precision, '2026-01-01', null),
    ('amber-moscow', 'boris', 'Борис Лебедев', 'late', array[1, 4], 0.00, '2026-01-01', null),
    ('amber-moscow', 'daria', 'Дарья Ким', 'late', array[2], 0.02, '2026-01-01', null),
    ('amber-moscow', 'olga', 'Ольга Миронова', 'early', array[5, 7], -0.03, '2026-01-01', null),
    ('amber-moscow', 'timur', 'Тимур Ахметов', 'late', array[1, 3], 0.00, '2026-03-16', null),
    ('linden-berlin', 'clara', 'Clara Vogt', 'early', array[]::integer[], 0.04, '2026-01-01', null),
    ('linden-berlin', 'jonas', 'Jonas Brandt', 'late', array[2], 0.00, '2026-01-01', null),
    ('linden-berlin', 'leyla', 'Leyla Demir', 'late', array[]::integer[], 0.02, '2026-01-01', null),
    ('linden-berlin', 'mia', 'Mia Schäfer', 'early', array[4], -0.02, '2026-01-01', null),
    ('hudson-newyork', 'alex', 'Alex Rivera', 'early', array[1, 2], 0.00, '2026-01-01', '2026-03-15'),
    ('hudson-newyork', 'alex', 'Alex Rivera', 'late', array[1, 2], 0.00, '2026-03-16', null),
    ('hudson-newyork', 'grace', 'Grace Chen', 'late', array[3], 0.04, '2026-01-01', null),
    ('hudson-newyork', 'jamal', 'Jamal Brooks', 'early', array[7], 0.01, '2026-01-01', null),
    ('hudson-newyork', 'nina', 'Nina Rossi', 'late', array[1, 4], -0.05, '2026-01-01', null),
    ('hudson-newyork', 'sam', 'Sam O''Neill', 'early', array[2, 5], 0.00, '2026-01-01', null),
    ('lotus-kathmandu', 'bina', 'Bina Gurung', 'early', array[]::integer[], 0.01, '2026-01-01', null),
    ('lotus-kathmandu', 'sunita', 'Sunita Shrestha', 'early', array[2], 0.00, '2026-01-01', null),
    ('lotus-kathmandu', 'tara', 'Tara Thapa', 'late', array[4], -0.06, '2026-01-01', null),
    ('tide-lordhowe', 'bruce', 'Bruce Wilson', 'early', array[3], 0.00, '2026-01-01', null),
    ('tide-lordhowe', 'isla', 'Isla Thompson', 'early', array[]::integer[], 0.05, '2026-01-01', null),
    ('tide-lordhowe', 'kirra', 'Kirra Nolan', 'late', array[7], 0.01, '2026-01-01', null),
    ('malecon-havana', 'camila', 'Camila Ortega', 'late', array[]::integer[], 0.02, '2026-01-01', null),
    ('malecon-havana', 'diego', 'Diego Fuentes', 'late', array[3], -0.02, '2026-01-01', null),
    ('malecon-havana', 'lucia', 'Lucía Peña', 'early', array[7], 0.03, '2026-01-01', null),
    ('malecon-havana', 'yandel', 'Yandel Cruz', 'early', array[2], 0.00, '2026-01-01', '2026-03-22'),
    ('sakura-tokyo', 'aiko', '田中愛子', 'early', array[4], 0.05, '2026-01-01', null),
    ('sakura-tokyo', 'haruto', '佐藤陽翔', 'late', array[1], 0.02, '2026-01-01', null),
    ('sakura-tokyo', 'kenji', '鈴木健二', 'early', array[3, 7], 0.00, '2026-01-01', null),
    ('sakura-tokyo', 'mei', '高橋芽衣', 'late', array[5], 0.03, '2026-01-01', null),
    ('sakura-tokyo', 'yuki', '伊藤雪', 'late', array[1], -0.01, '2026-01-01', null),
    ('aurora-reykjavik', 'birta', 'Birta Jónsdóttir', 'early', array[]::integer[], 0.03, '2026-01-01', null),
    ('aurora-reykjavik', 'einar', 'Einar Sigurðsson', 'late', array[1], 0.00, '2026-01-01', null),
    ('aurora-reykjavik', 'freyja', 'Freyja Ólafsdóttir', 'early', array[3], 0.01, '2026-01-01', null),
    ('aurora-reykjavik', 'kari', 'Kári Þórsson', 'late', array[6], -0.02, '2026-01-01', null)
) as staff (tenant_id, staff_id, name, shift, days_off, quality, valid_from, valid_to);

analyze kpi_demo.staff;
