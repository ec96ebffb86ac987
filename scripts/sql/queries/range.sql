-- The range that a summary covers, widened to whole windows, and the range of the same length before it
-- grain: one row, none for an unknown tenant; dates are local and inclusive, null where nothing is stored yet
-- parameters: tenant_id, granularity, from_date, to_date (null: the last window stored)
-- reads: kpi_tenant, kpi_rollup
with tenant as (
    select
        t.tenant_id,
        t.timezone,
        t.currency,
        (
            select max(r.period_start) at time zone t.timezone
            from kpi_rollup as r
            where r.tenant_id = t.tenant_id and r.granularity = {{ param('granularity') }}::text
        )::date as last_stored
    from kpi_tenant as t
    where t.tenant_id = {{ param('tenant_id') }}::text and kpi_is_timezone(t.timezone)
),

asked as (
    select
        tenant.*,
        coalesce({{ param('from_date') }}::date, last_stored) as first_day,
        coalesce({{ param('to_date') }}::date, {{ param('from_date') }}::date, last_stored) as last_day,
        case
            when {{ param('granularity') }}::text in ('week', 'month') then {{ param('granularity') }}::text
            else 'day'
        end as unit
    from tenant
),

widened as (
    select
        asked.*,
        date_trunc(unit, first_day::timestamp)::date as from_date,
        (date_trunc(unit, last_day::timestamp) + ('1 ' || unit)::interval)::date as end_date
    from asked
),

compared as (
    select
        widened.*,
        case
            when unit = 'month' then (from_date - age(end_date, from_date))::date
            else from_date - (end_date - from_date)
        end as previous_from_date
    from widened
)

select
    tenant_id,
    timezone,
    currency,
    from_date,
    end_date - 1 as to_date,
    previous_from_date,
    from_date - 1 as previous_to_date,
    kpi_day_start(from_date, timezone) as from_at,
    kpi_day_start(end_date, timezone) as to_at,
    kpi_day_start(previous_from_date, timezone) as previous_from_at,
    case {{ param('granularity') }}::text
        when 'month'
            then 12 * extract(year from age(end_date, from_date)) + extract(month from age(end_date, from_date))
        when 'week' then (end_date - from_date) / 7
        when 'day' then end_date - from_date
        else (
            select sum(ceil(extract(
                epoch from kpi_day_start(from_date + n + 1, timezone) - kpi_day_start(from_date + n, timezone)
            ) / 3600))
            from generate_series(0, end_date - from_date - 1) as n
        )
    end::integer as windows_expected
from compared
