-- A member of staff's KPIs over a range of days, weeks or months: what GET /kpi/staff/{staffId} answers
-- object: function kpi_staff(text, text, text, date, date, text, boolean, text, timestamptz)
-- reads: staff_kpi_rollup, kpi_staff_schedule
-- why: as_of decides only which windows have begun, and so are expected
create or replace function kpi_staff(
    tenant_id text,
    staff_id text,
    period text default 'day',
    from_date date default null,
    to_date date default null,
    tz text default null,
    series boolean default false,
    compare text default null,
    as_of timestamptz default statement_timestamp()
) returns jsonb
language plpgsql stable
as $$
begin
    -- A tenant that is unknown has no staff, and is said to be unknown.
    if kpi_zone_of(kpi_staff.tenant_id) is not null and not exists (
        select from staff_kpi_rollup as stored
        where stored.tenant_id = kpi_staff.tenant_id and stored.staff_id = kpi_staff.staff_id
    ) and not exists (
        select from kpi_staff_schedule as shifts
        where shifts.tenant_id = kpi_staff.tenant_id and shifts.staff_id = kpi_staff.staff_id
    ) then
        raise exception using
            errcode = 'KT404',
            column = 'staffId',
            message = format('unknown staff: %s', coalesce(left(kpi_staff.staff_id, 100), 'null'));
    end if;
    return kpi_answer(
        kpi_staff.tenant_id, kpi_staff.staff_id, period, from_date, to_date, tz, series, compare, as_of
    ) || jsonb_build_object('staffId', kpi_staff.staff_id);
end
$$;

comment on function kpi_staff(text, text, text, date, date, text, boolean, text, timestamptz) is
    'The KPIs of a member of staff, as kpi_summary has them for the salon (docs/api.md). Unknown: neither rolled up nor in a schedule';
