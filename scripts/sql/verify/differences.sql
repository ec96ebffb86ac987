-- How staged windows differ from the stored ones
-- grain: one row per tenant, staff, window and counter or metric that differs
-- parameters: run_id
-- reads: kpi_stage, kpi_ledger, kpi_coverage, kpi_rollup, staff_kpi_rollup
-- why: a metric is held against the stored counters, so that an edited counter is one difference and not twenty
with windows as materialized (
    select staged.tenant_id, staged.granularity, staged.period_start
    from kpi_stage as staged
    inner join kpi_ledger as ledger
        on staged.tenant_id = ledger.tenant_id
        and staged.granularity = ledger.granularity
        and staged.period_start = ledger.period_start
        and ledger.period_end <= ledger.as_of
    inner join kpi_coverage as coverage
        on ledger.tenant_id = coverage.tenant_id
        and ledger.granularity = coverage.granularity
        and coverage.good @> tstzrange(ledger.period_start, ledger.period_end)
    where staged.run_id = {{ param('run_id') }}::text and staged.staff_id = ''
),

stored as materialized (
    select w.tenant_id, '' as staff_id, w.granularity, w.period_start, r.counters_json, r.metrics_json
    from windows as w
    inner join kpi_rollup as r
        on w.tenant_id = r.tenant_id and w.granularity = r.granularity and w.period_start = r.period_start
    union all
    select w.tenant_id, r.staff_id, w.granularity, w.period_start, r.counters_json, r.metrics_json
    from windows as w
    inner join staff_kpi_rollup as r
        on w.tenant_id = r.tenant_id and w.granularity = r.granularity and w.period_start = r.period_start
),

recomputed as materialized (
    select staged.tenant_id, staged.staff_id, staged.granularity, staged.period_start, staged.counters_json
    from windows as w
    inner join kpi_stage as staged
        on w.tenant_id = staged.tenant_id
        and w.granularity = staged.granularity
        and w.period_start = staged.period_start
        and staged.run_id = {{ param('run_id') }}::text
    where staged.staff_id = '' or staged.counters_json <> '{}'
),

pairs as materialized (
    select
        coalesce(s.tenant_id, r.tenant_id) as tenant_id,
        coalesce(s.staff_id, r.staff_id) as staff_id,
        coalesce(s.granularity, r.granularity) as granularity,
        coalesce(s.period_start, r.period_start) as period_start,
        s.tenant_id is not null as is_stored,
        r.tenant_id is not null as is_recomputed,
        s.counters_json as stored_counters,
        r.counters_json as recomputed_counters,
        s.metrics_json as stored_metrics,
        kpi_metrics(s.counters_json, staff => s.staff_id <> '') as derived_metrics
    from stored as s
    full outer join recomputed as r
        on s.tenant_id = r.tenant_id
        and s.staff_id = r.staff_id
        and s.granularity = r.granularity
        and s.period_start = r.period_start
    where
        s.counters_json is distinct from r.counters_json
        or s.metrics_json is distinct from kpi_metrics(s.counters_json, staff => s.staff_id <> '')
)

select
    p.tenant_id,
    p.staff_id,
    p.granularity,
    p.period_start,
    differences.name,
    differences.stored,
    differences.recomputed
from pairs as p
cross join lateral (
    select 'the row' as name, 'missing' as stored, 'there' as recomputed
    where not p.is_stored
    union all
    select 'the row' as name, 'there' as stored, 'no counter' as recomputed
    where not p.is_recomputed
    union all
    select
        keys.key as name,
        coalesce(p.stored_counters ->> keys.key, '0') as stored,
        coalesce(p.recomputed_counters ->> keys.key, '0') as recomputed
    from jsonb_object_keys(p.stored_counters || coalesce(p.recomputed_counters, '{}')) as keys (key)
    where p.is_recomputed and p.stored_counters -> keys.key is distinct from p.recomputed_counters -> keys.key
    union all
    select
        keys.key as name,
        coalesce(p.stored_metrics ->> keys.key, 'null') as stored,
        coalesce(p.derived_metrics ->> keys.key, 'null') as recomputed
    from jsonb_object_keys(p.stored_metrics || p.derived_metrics) as keys (key)
    where p.stored_metrics -> keys.key is distinct from p.derived_metrics -> keys.key
) as differences
order by p.tenant_id, p.granularity, p.period_start, p.staff_id, differences.name
