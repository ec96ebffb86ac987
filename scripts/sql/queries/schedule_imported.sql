-- Make the schedules of some staff what is given
-- grain: one row
-- parameters: tenant_id, staff_ids, weekdays, starts, ends, valid_froms, valid_tos (six arrays of one length)
-- reads: kpi_staff_schedule
-- writes: kpi_staff_schedule
-- why: rows that are as given stay untouched, so that only the dates of a change are computed again
with given as (
    select distinct rows.staff_id, rows.weekday, rows.starts_at, rows.ends_at, rows.valid_from, rows.valid_to
    from unnest(
        {{ param('staff_ids') }}::text[],
        {{ param('weekdays') }}::integer[],
        {{ param('starts') }}::time[],
        {{ param('ends') }}::time[],
        {{ param('valid_froms') }}::date[],
        {{ param('valid_tos') }}::date[]
    ) as rows (staff_id, weekday, starts_at, ends_at, valid_from, valid_to)
),

removed as (
    delete from kpi_staff_schedule as s
    where
        s.tenant_id = {{ param('tenant_id') }}::text
        and s.staff_id in (select given.staff_id from given)
        and not exists (
            select from given
            where
                given.staff_id = s.staff_id
                and given.weekday = s.weekday
                and given.starts_at = s.starts_at
                and given.ends_at = s.ends_at
                and given.valid_from = s.valid_from
                and given.valid_to is not distinct from s.valid_to
        )
    returning s.staff_id
),

added as (
    insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from, valid_to)
    select
        {{ param('tenant_id') }}::text as tenant_id,
        given.staff_id,
        given.weekday,
        given.starts_at,
        given.ends_at,
        given.valid_from,
        given.valid_to
    from given
    where not exists (
        select from kpi_staff_schedule as s
        where
            s.tenant_id = {{ param('tenant_id') }}::text
            and s.staff_id = given.staff_id
            and s.weekday = given.weekday
            and s.starts_at = given.starts_at
            and s.ends_at = given.ends_at
            and s.valid_from = given.valid_from
            and s.valid_to is not distinct from given.valid_to
    )
    returning kpi_staff_schedule.staff_id
)

select
    (select count(distinct given.staff_id) from given) as staff,
    (select count(*) from given) as given,
    (select count(*) from added) as added,
    (select count(*) from removed) as removed
