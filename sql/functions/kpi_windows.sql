-- Local days, weeks or months between two dates as instants
-- object: function kpi_windows(text, date, date, text)
-- why: the dates are those of whole windows; a date that the zone skips is no window
create or replace function kpi_windows(period text, first_day date, last_day date, zone text)
returns table (first_date date, last_date date, starts_at timestamptz, ends_at timestamptz)
language sql stable parallel safe
as $$
    select steps.first_date, steps.next_date - 1 as last_date, steps.starts_at, steps.ends_at
    from (
        select
            step.day::date as first_date,
            lead(step.day::date) over in_order as next_date,
            kpi_day_start(step.day::date, zone) as starts_at,
            lead(kpi_day_start(step.day::date, zone)) over in_order as ends_at
        from generate_series(
            first_day::timestamp, (last_day + 1)::timestamp, ('1 ' || period)::interval
        ) as step (day)
        window in_order as (order by step.day)
    ) as steps
    where steps.starts_at < steps.ends_at
$$;

comment on function kpi_windows(text, date, date, text) is
    'One row per day, week or month of a time zone from first_day to last_day, which must be whole weeks or months';
