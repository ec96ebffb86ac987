-- Stock: what was counted against the books, what was used up, what came in
-- grain: one row per snapshot, and per ledger entry that counts
-- counters: stock_counts T, stock_variance T, stock_variance_abs T, stock_expected T, stock_consumed T, stock_intake T
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_source_stock_snapshot, kpi_source_inventory_ledger
{%- import 'scripts/sql/_windows.sql' as w %}
select
    snapshot.tenant_id,
    null::text as staff_id,
    snapshot.created_at as at,
    s.day_start,
    'stock_snapshot' as source_table,
    snapshot.id as source_id,
    1 as stock_counts,
    coalesce(snapshot.variance, 0) as stock_variance,
    coalesce(abs(snapshot.variance), 0) as stock_variance_abs,
    coalesce(snapshot.qty_expected, 0) as stock_expected,
    0::numeric as stock_consumed,
    0::numeric as stock_intake
from {{ w.scans() }} as s
inner join kpi_source_stock_snapshot as snapshot
    on snapshot.tenant_id = any(s.tenant_ids)
    and snapshot.created_at >= s.span_start
    and snapshot.created_at < s.span_end
union all
select
    entry.tenant_id,
    null::text as staff_id,
    entry.created_at as at,
    s.day_start,
    'inventory_ledger' as source_table,
    entry.id as source_id,
    0 as stock_counts,
    0 as stock_variance,
    0 as stock_variance_abs,
    0 as stock_expected,
    case when entry.reason = 'consume' then coalesce(-entry.qty_delta, 0) else 0 end as stock_consumed,
    case when entry.reason = 'intake' then coalesce(entry.qty_delta, 0) else 0 end as stock_intake
from {{ w.scans() }} as s
inner join kpi_source_inventory_ledger as entry
    on entry.tenant_id = any(s.tenant_ids)
    and entry.created_at >= s.span_start
    and entry.created_at < s.span_end
where entry.reason in ('consume', 'intake')
