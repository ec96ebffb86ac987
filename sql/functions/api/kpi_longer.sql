-- Good months and days that hold what good shorter rows hold together
-- object: function kpi_longer(text, text, tstzmultirange, tstzmultirange)
-- reads: kpi_rollup, kpi_coverage
-- why: three years of days are some forty rows to merge instead of a thousand. A month that is good is the sum of its
--      days, but says nothing of hours whose day is to be computed again
{#- The good rows of a grain within some ranges. -#}
{%- macro good(grain, spans) -%}
select stored.granularity, stored.period_start, stored.period_end
    from {{ spans }} as wanted (spans)
    inner join kpi_coverage as coverage
        on coverage.tenant_id = kpi_longer.tenant_id
        and coverage.timezone = kpi_longer.zone
        and coverage.granularity = '{{ grain }}'
    inner join kpi_rollup as stored
        on stored.tenant_id = kpi_longer.tenant_id
        and stored.granularity = '{{ grain }}'
        and stored.period_start >= lower(wanted.spans)
        and stored.period_start < upper(wanted.spans)
    where
        wanted.spans @> tstzrange(stored.period_start, stored.period_end)
        and coverage.good @> tstzrange(stored.period_start, stored.period_end)
{%- endmacro %}
create or replace function kpi_longer(
    tenant_id text, zone text, of_days tstzmultirange, of_hours tstzmultirange
) returns table (granularity text, period_start timestamptz, period_end timestamptz)
language sql stable
as $$
with days as materialized (
    {{ good('day', '(select of_hours)') }}
),

filled as (
    select of_days + coalesce(range_agg(tstzrange(days.period_start, days.period_end)), '{}') as spans
    from days
),

months as materialized (
    {{ good('month', 'filled') }}
)

select months.granularity, months.period_start, months.period_end
from months
union all
select days.granularity, days.period_start, days.period_end
from days
where not coalesce((
    select range_agg(tstzrange(months.period_start, months.period_end))
    from months
), '{}') @> days.period_start
$$;

comment on function kpi_longer(text, text, tstzmultirange, tstzmultirange) is
    'Good rows of months, and of days, in place of the good rows of days and hours that fill these ranges';
