-- Local days, weeks or months between two dates as instants
-- object: function kpi_windows(text, date, date, text)
-- why: the dates are those of whole windows; a date that the zone skips is no window. The fence has each start computed
--      once, though two windows have it
create or replace function kpi_windows(period text, first_day date, last_day date, zone text)
returns table (first_date date, last_date date, starts_at timestamptz, ends_at timestamptz)
language sql stable parallel safe
as $$
    select windows.first_date, windows.next_date - 1 as last_date, windows.starts_at, windows.ends_at
    from (
        select
            steps.first_date,
            steps.starts_at,
            lead(steps.first_date) over in_order as next_date,
            lead(steps.starts_at) over in_order as ends_at
        from (
            select step.day::date as first_date, kpi_day_start(step.day::date, zone) as starts_at
            from generate_series(
                first_day::timestamp, (last_day + 1)::timestamp, ('1 ' || period)::interval
            ) as step (day)
            offset 0
        ) as steps
        window in_order as (order by steps.first_date)
    ) as windows
    where windows.starts_at < windows.ends_at
$$;

comment on function kpi_windows(text, date, date, text) is
    'One row per day, week or month of a time zone from first_day to last_day, which must be whole weeks or months';
