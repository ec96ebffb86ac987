-- First instant of a local date, also where its midnight is skipped or comes twice
-- object: function kpi_day_start(date, text)
-- why: at time zone takes a skipped midnight as the instant after the gap, which is right, and a doubled one
--      as its second coming, which is late by the repeated span
create or replace function kpi_day_start(day date, zone text) returns timestamptz
language sql immutable parallel safe
as $$
    select case
        when (later - fold) at time zone zone = day::timestamp then later - fold
        else later
    end
    from (
        select
            day::timestamp at time zone zone as later,
            ((day::timestamp at time zone zone) - interval '24 hours') at time zone zone
            - (day::timestamp - interval '24 hours') as fold
    ) as midnight
$$;

comment on function kpi_day_start(date, text) is 'First instant of a local date in a time zone';
