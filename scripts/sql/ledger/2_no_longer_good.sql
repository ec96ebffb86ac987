-- Weeks and months are good no longer when one of their days is computed again, nor is a window computed before its end
-- grain: one row per tenant and grain
-- parameters: run_id, as_of, computed_at, overlap
-- reads: kpi_stage
-- writes: kpi_coverage
-- why: a run that is killed between days and weeks leaves weeks that the next one computes
update kpi_coverage as coverage
set good = coverage.good - touched.windows
from (
    select
        staged.tenant_id,
        grains.granularity,
        range_agg(tstzrange(staged.period_start, staged.period_end)) as windows
    from kpi_stage as staged
    inner join (values ('hour'), ('day'), ('week'), ('month')) as grains (granularity)
        on (
            staged.granularity = grains.granularity
            and staged.period_end > least(
                {{ param('as_of') }}::timestamptz,
                {{ param('computed_at') }}::timestamptz - {{ param('overlap') }}::interval
            )
        )
        or (staged.granularity = 'day' and grains.granularity in ('week', 'month'))
    where staged.run_id = {{ param('run_id') }}::text and staged.staff_id = ''
    group by staged.tenant_id, grains.granularity
) as touched
where
    coverage.tenant_id = touched.tenant_id
    and coverage.granularity = touched.granularity
    and coverage.good && touched.windows
