-- A salon's KPIs over a range of days, weeks or months: what GET /kpi/summary answers
-- object: function kpi_summary(text, text, date, date, text, boolean, text, timestamptz)
-- why: as_of decides only which windows have begun, and so are expected
create or replace function kpi_summary(
    tenant_id text,
    period text default 'day',
    from_date date default null,
    to_date date default null,
    tz text default null,
    series boolean default false,
    compare text default null,
    as_of timestamptz default statement_timestamp()
) returns jsonb
language sql stable
as $$
    select kpi_answer(
        kpi_summary.tenant_id, null, period, from_date, to_date, tz, series, compare, as_of
    )
$$;

comment on function kpi_summary(text, text, date, date, text, boolean, text, timestamptz) is
    'A salon''s KPIs from summed counters: metrics, targets, quality, and on demand a series and the range before (docs/api.md). Raises KT400, KT404, KT422';
