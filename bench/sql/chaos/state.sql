-- What is stored, without times and names of runs
-- grain: one row per row of our tables
-- reads: kpi_rollup, staff_kpi_rollup, kpi_ledger, kpi_coverage, kpi_failure
select stored.line::text
from (
    select to_jsonb(r) - '{created_at, updated_at}'::text[] as line from kpi_rollup as r
    union all
    select to_jsonb(s) - '{created_at, updated_at}'::text[] from staff_kpi_rollup as s
    union all
    select to_jsonb(l) - '{computed_at, run_id, seconds, computations}'::text[] from kpi_ledger as l
    union all
    select to_jsonb(c) from kpi_coverage as c
    union all
    select to_jsonb(f) from kpi_failure as f
) as stored
order by stored.line
