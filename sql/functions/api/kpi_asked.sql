-- What a summary is asked for: its parameters checked, its range widened to whole windows
-- object: function kpi_asked(text, text, date, date, text, text, timestamptz)
-- reads: kpi_rollup
-- why: the last three digits of each SQLSTATE are the HTTP status, and the error names the parameter as its column, so
--      that nobody has to parse a message
create or replace function kpi_asked(
    tenant_id text,
    period text,
    from_date date,
    to_date date,
    tz text,
    compare text,
    as_of timestamptz,
    out zone text,
    out in_zone text,
    out first_day date,
    out last_day date,
    out previous_first_day date
)
language plpgsql stable
as $$
declare
    earliest constant date := '1970-01-01';
    latest constant date := '2199-12-31';
    last_stored date;
    windows integer;
    sqlstate_of text := 'KT400';
    parameter text;
    problem text;
begin
    zone := kpi_zone_of(kpi_asked.tenant_id);
    in_zone := coalesce(tz, zone);
    if (period in ('day', 'week', 'month')) is not true then
        parameter := 'period';
        problem := format('period: day, week or month, not %s', coalesce(left(period, 100), 'null'));
    elsif compare <> 'previous' then
        parameter := 'compare';
        problem := format('compare: previous or nothing, not %s', left(compare, 100));
    elsif not from_date between earliest and latest then
        parameter := 'from';
        problem := format('from: a date from %s to %s, not %s', earliest, latest, from_date);
    elsif not to_date between earliest and latest then
        parameter := 'to';
        problem := format('to: a date from %s to %s, not %s', earliest, latest, to_date);
    elsif to_date < from_date then
        parameter := 'to';
        problem := format('to: a date not before from (%s), not %s', from_date, to_date);
    elsif to_date - from_date >= 1096 then
        parameter := 'to';
        problem := format('to: at most three years (1096 days) from %s on, not %s', from_date, to_date);
    elsif not kpi_is_timezone(tz) then
        parameter := 'tz';
        problem := format('tz: the name of a time zone, such as Europe/Moscow, not %s', left(tz, 100));
    elsif zone is null then
        sqlstate_of := 'KT404';
        parameter := 'tenantId';
        problem := format('unknown tenant: %s', coalesce(left(kpi_asked.tenant_id, 100), 'null'));
    elsif not kpi_is_timezone(zone) then
        sqlstate_of := 'KT422';
        parameter := 'tenantId';
        problem := format('the time zone of this salon, %s, is none that the database knows', zone);
    else
        if from_date is null and to_date is null then
            select (max(stored.period_start) at time zone zone)::date
            into last_stored
            from kpi_rollup as stored
            where stored.tenant_id = kpi_asked.tenant_id and stored.granularity = period;
        end if;
        first_day := coalesce(from_date, to_date, last_stored, (as_of at time zone in_zone)::date);
        last_day := coalesce(to_date, first_day);
        first_day := date_trunc(period, first_day::timestamp)::date;
        last_day := (date_trunc(period, last_day::timestamp) + ('1 ' || period)::interval)::date - 1;
        if compare is not null then
            windows := case period
                when 'month' then 12 * extract(year from age(last_day + 1, first_day))
                    + extract(month from age(last_day + 1, first_day))
                when 'week' then (last_day + 1 - first_day) / 7
                else last_day + 1 - first_day
            end;
            previous_first_day := (first_day::timestamp - windows * ('1 ' || period)::interval)::date;
        end if;
        if in_zone <> zone then
            sqlstate_of := 'KT422';
            parameter := 'tz';
            problem := kpi_untiled(period, coalesce(previous_first_day, first_day), last_day, in_zone, zone);
        end if;
    end if;
    if problem is not null then
        raise exception using errcode = sqlstate_of, column = parameter, message = problem;
    end if;
end
$$;

comment on function kpi_asked(text, text, date, date, text, text, timestamptz) is
    'Checks what kpi_summary and kpi_staff are asked for. Raises KT400, KT404 or KT422: the column of the error is the parameter';
