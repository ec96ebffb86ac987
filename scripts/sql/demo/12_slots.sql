-- The calendar: what the staff's hours could hold, and which of it is sold.
-- grain: one row a service that fits in somebody's shift
-- reads: kpi_demo.salon, kpi_demo.service, kpi_staff_schedule, kpi_staff_time_off
-- writes: kpi_demo.slot
-- why: each stretch of a shift is packed with services; demand decides which of them are sold.
--      Six weeks and the one after, of which only what was booked early will be kept.

create table kpi_demo.slot as
with places as (
    select
        salon.tenant_id,
        salon.zone,
        salon.demand,
        schedule.staff_id,
        schedule.weekday,
        day.number / 7 as week,
        shift.starts,
        shift.ends,
        place.number as place,
        concat_ws(
            '/', salon.tenant_id, schedule.staff_id, to_char(shift.starts, 'YYYYMMDDHH24MI'), place.number::text
        ) as slot_id
    from kpi_demo.salon
    cross join generate_series(0, 48) as day (number)
    inner join kpi_staff_schedule as schedule
        on
            salon.tenant_id = schedule.tenant_id
            and schedule.weekday = 1 + day.number % 7
            and date '2026-02-23' + day.number >= schedule.valid_from
            and (schedule.valid_to is null or date '2026-02-23' + day.number <= schedule.valid_to)
    cross join lateral (
        select
            date '2026-02-23' + day.number + schedule.starts_at as starts,
            date '2026-02-23' + day.number + schedule.ends_at
            + case when schedule.ends_at <= schedule.starts_at then interval '1 day' else interval '0' end as ends
    ) as shift
    cross join generate_series(1, 12) as place (number)
),

packed as (
    select
        places.tenant_id,
        places.zone,
        places.demand,
        places.staff_id,
        places.week,
        places.weekday,
        places.ends,
        places.slot_id,
        service.service_id,
        service.blocked_minutes * interval '1 minute' as blocked,
        places.starts + interval '1 minute' * (
            sum(service.blocked_minutes) over (
                partition by places.tenant_id, places.staff_id, places.starts order by places.place
            ) - service.blocked_minutes
        ) as start_local
    from places
    inner join kpi_demo.service
        on
            places.tenant_id = service.tenant_id
            and kpi_demo.dice(places.slot_id, 'service') >= service.roll_from
            and kpi_demo.dice(places.slot_id, 'service') < service.roll_to
),

fitted as (
    -- what is left of a shift is enough for a blow-dry
    select
        packed.tenant_id,
        packed.zone,
        packed.demand,
        packed.staff_id,
        packed.week,
        packed.weekday,
        packed.slot_id,
        packed.start_local,
        case when is_fit.as_packed then packed.service_id else 'blow-dry' end as service_id,
        case when is_fit.as_packed then packed.blocked else interval '30 minutes' end as blocked
    from packed
    cross join lateral (select packed.start_local + packed.blocked <= packed.ends as as_packed) as is_fit
    where is_fit.as_packed or packed.start_local + interval '30 minutes' <= packed.ends
),

wanted as (
    -- weekend and evening peaks, a dip at lunch, growth from week to week
    select
        tenant_id,
        zone,
        staff_id,
        slot_id,
        service_id,
        start_local,
        blocked,
        demand
        * (0.88 + 0.024 * week)
        * (array[0.72, 0.74, 0.78, 0.84, 0.95, 1.00, 0.88])[weekday]
        * case
            when extract(hour from start_local) in (13, 14) then 0.74
            when extract(hour from start_local) < 10 then 0.76
            when extract(hour from start_local) < 16 then 0.92
            when extract(hour from start_local) < 20 then 1.06
            else 0.95
        end as chance
    from fitted
)

select
    wanted.tenant_id,
    wanted.staff_id,
    wanted.slot_id,
    wanted.service_id,
    wanted.start_local at time zone wanted.zone as start_at,
    kpi_demo.happens(wanted.slot_id, 'sold', wanted.chance) as sold
from wanted
where
    not exists (
        select 1
        from kpi_staff_time_off as absence
        where
            absence.tenant_id = wanted.tenant_id
            and absence.staff_id = wanted.staff_id
            and absence.starts_at < (wanted.start_local + wanted.blocked) at time zone wanted.zone
            and absence.ends_at > wanted.start_local at time zone wanted.zone
    );

create index slot_staff_idx on kpi_demo.slot (tenant_id, staff_id, start_at);
analyze kpi_demo.slot;
