-- Everybody's working hours: at most nine hours of the day, with a break.
-- grain: one row before the break and one after it
-- reads: kpi_demo.staff, kpi_opening_hours
-- writes: kpi_staff_schedule

insert into kpi_staff_schedule (
    tenant_id,
    staff_id,
    weekday,
    starts_at,
    ends_at,
    valid_from,
    valid_to
)
with open_days as (
    select
        tenant_id,
        weekday,
        extract(epoch from opens_at) / 60 as opens,
        extract(epoch from closes_at) / 60 + case when closes_at <= opens_at then 1440 else 0 end as closes
    from kpi_opening_hours
    where valid_from = date '2026-01-01'
),

shifts as (
    select
        staff.tenant_id,
        staff.staff_id,
        open_days.weekday,
        staff.place,
        staff.valid_from,
        staff.valid_to,
        case
            when staff.shift = 'early' then open_days.opens
            else greatest(open_days.opens, open_days.closes - 540)
        end as starts,
        case
            when staff.shift = 'early' then least(open_days.closes, open_days.opens + 540)
            else open_days.closes
        end as ends
    from kpi_demo.staff
    inner join open_days on staff.tenant_id = open_days.tenant_id
    where open_days.weekday <> all(staff.days_off)
),

stretches as (
    -- colleagues do not all leave for their break at once; short days have none
    select
        shifts.tenant_id,
        shifts.staff_id,
        shifts.weekday,
        shifts.valid_from,
        shifts.valid_to,
        case when part.number = 1 then shifts.starts else shifts.starts + 270 + 30 * (shifts.place % 3) end as starts,
        case
            when part.number = 1 and shifts.ends - shifts.starts > 360
                then shifts.starts + 210 + 30 * (shifts.place % 3)
            else shifts.ends
        end as ends
    from shifts
    inner join generate_series(1, 2) as part (number)
        on part.number = 1 or shifts.ends - shifts.starts > 360
)

select
    tenant_id,
    staff_id,
    weekday,
    time '00:00' + starts * interval '1 minute' as starts_at,
    time '00:00' + ends * interval '1 minute' as ends_at,
    valid_from,
    valid_to
from stretches;
