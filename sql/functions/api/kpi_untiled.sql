-- Why windows of another time zone cannot be put together from a tenant's hours
-- object: function kpi_untiled(text, date, date, text, text)
-- why: hours step from the first instant of each local day of the tenant; a bound inside one of them cannot be had
create or replace function kpi_untiled(period text, first_day date, last_day date, tz text, zone text) returns text
language sql stable parallel safe
as $$
    select format(
        'tz: %s begins in %s amid an hour of %s, the salon''s time zone (at %s), and what is stored are whole hours',
        bounds.day,
        tz,
        zone,
        to_char(bounds.at at time zone zone, 'HH24:MI')
    )
    from (
        select windows.first_date as day, windows.starts_at as at
        from kpi_windows(period, first_day, last_day, tz) as windows
        union all
        select last_day + 1 as day, kpi_day_start(last_day + 1, tz) as at
    ) as bounds
    where
        mod(extract(epoch from bounds.at - kpi_day_start((bounds.at at time zone zone)::date, zone)), 3600) <> 0
    order by bounds.at
    limit 1
$$;

comment on function kpi_untiled(text, date, date, text, text) is
    'The first bound of the windows that lies inside an hour of the tenant''s, in words; null: hours tile all of them';
