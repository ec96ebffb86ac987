-- What no kill may leave: a window without its entry, an entry without its window, anything on the stage
-- grain: one row per finding
-- reads: kpi_rollup, staff_kpi_rollup, kpi_ledger, kpi_coverage, kpi_stage
select
    'window without entry' as what,
    r.id
from kpi_rollup as r
left join kpi_ledger as l
    on r.tenant_id = l.tenant_id
    and r.granularity = l.granularity
    and r.period_start = l.period_start
    and r.period_end = l.period_end
where l.tenant_id is null
union all
select
    'staff without window' as what,
    s.id
from staff_kpi_rollup as s
left join kpi_rollup as r
    on s.tenant_id = r.tenant_id
    and s.granularity = r.granularity
    and s.period_start = r.period_start
where r.tenant_id is null
union all
select
    'entry without window' as what,
    l.tenant_id || ' ' || l.granularity || ' ' || l.period_start
from kpi_ledger as l
left join kpi_rollup as r
    on l.tenant_id = r.tenant_id
    and l.granularity = r.granularity
    and l.period_start = r.period_start
where r.tenant_id is null
union all
select
    'good without window' as what,
    c.tenant_id || ' ' || c.granularity
from kpi_coverage as c
where
    c.good <> (
        select coalesce(range_agg(tstzrange(r.period_start, r.period_end)), '{}') * c.good
        from kpi_rollup as r
        where r.tenant_id = c.tenant_id and r.granularity = c.granularity
    )
union all
select
    'left on the stage' as what,
    s.tenant_id
from kpi_stage as s
