-- Whether a wall-clock time lies in a daily span, which may run past midnight
-- object: function kpi_in_span(time, time, time)
create or replace function kpi_in_span(clock time, span_start time, span_end time) returns boolean
language sql immutable parallel safe
as $$
    select case
        when span_start < span_end then clock >= span_start and clock < span_end
        else clock >= span_start or clock < span_end
    end
$$;

comment on function kpi_in_span(time, time, time) is
    'Whether a time lies in [start, end); an end at or before the start is on the next day';
