-- The staged windows that were over, and for so long that no row of theirs is still to be committed, are good
-- grain: one row per tenant and grain
-- parameters: run_id, as_of, computed_at, overlap, tenant_ids, timezones
-- reads: kpi_stage
-- writes: kpi_coverage
insert into kpi_coverage (tenant_id, granularity, timezone, good)
select
    staged.tenant_id,
    staged.granularity,
    planned.timezone,
    range_agg(tstzrange(staged.period_start, staged.period_end)) as good
from kpi_stage as staged
inner join (
    select distinct units.tenant_id, units.timezone
    from unnest(
        {{ param('tenant_ids') }}::text[], {{ param('timezones') }}::text[]
    ) as units (tenant_id, timezone)
) as planned on staged.tenant_id = planned.tenant_id
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id = ''
    and staged.period_end <= least(
        {{ param('as_of') }}::timestamptz,
        {{ param('computed_at') }}::timestamptz - {{ param('overlap') }}::interval
    )
group by staged.tenant_id, staged.granularity, planned.timezone
on conflict (tenant_id, granularity) do update
    set
        timezone = excluded.timezone,
        good = case
            when kpi_coverage.timezone = excluded.timezone then kpi_coverage.good + excluded.good
            else excluded.good
        end
