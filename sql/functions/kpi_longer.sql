-- Good months and days that hold what good shorter rows hold together
-- object: function kpi_longer(text, text, tstzmultirange, tstzmultirange)
-- reads: kpi_rollup, kpi_coverage
-- why: three years of days are some forty rows to merge instead of a thousand. A month is good only while it is the sum
--      of its days
create or replace function kpi_longer(
    tenant_id text, zone text, of_days tstzmultirange, of_hours tstzmultirange
) returns table (granularity text, period_start timestamptz, period_end timestamptz)
language sql stable
as $$
with longer as materialized (
    select stored.granularity, stored.period_start, stored.period_end
    from (values ('month', of_days + of_hours), ('day', of_hours)) as wanted (granularity, spans)
    inner join kpi_coverage as coverage
        on coverage.tenant_id = kpi_longer.tenant_id
        and coverage.timezone = kpi_longer.zone
        and coverage.granularity = wanted.granularity
    inner join kpi_rollup as stored
        on stored.tenant_id = kpi_longer.tenant_id
        and stored.granularity = wanted.granularity
        and stored.period_start >= lower(wanted.spans)
        and stored.period_start < upper(wanted.spans)
    where
        wanted.spans @> tstzrange(stored.period_start, stored.period_end)
        and coverage.good @> tstzrange(stored.period_start, stored.period_end)
)

select longer.granularity, longer.period_start, longer.period_end
from longer
where
    longer.granularity = 'month'
    or not coalesce((
        select range_agg(tstzrange(months.period_start, months.period_end))
        from longer as months
        where months.granularity = 'month'
    ), '{}') @> longer.period_start
$$;

comment on function kpi_longer(text, text, tstzmultirange, tstzmultirange) is
    'Good rows of months, and of days, in place of the good rows of days and hours that fill these ranges';
