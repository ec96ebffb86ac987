-- Queues: how many jobs were waiting whenever somebody looked
-- grain: one row per sample of a queue
-- counters: queue_depth_sum T by queue, queue_samplings T apart by queue, queue_depth_max T apart by queue
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- reads: kpi_queue_sample
-- why: of all queues together there is one sampling an instant, and its depth is the sum of theirs
{%- import 'scripts/sql/_windows.sql' as w %}
select
    sample.tenant_id,
    null::text as staff_id,
    sample.sampled_at as at,
    s.day_start,
    'kpi_queue_sample' as source_table,
    sample.id::text as source_id,
    coalesce(nullif(sample.queue, ''), 'unknown') as queue,
    sample.depth as queue_depth_sum,
    (row_number() over (sampling order by sample.id) = 1)::integer as queue_samplings,
    1 as keyed_queue_samplings,
    sum(sample.depth) over sampling as queue_depth_max,
    sample.depth as keyed_queue_depth_max
from {{ w.scans() }} as s
inner join kpi_queue_sample as sample
    on sample.tenant_id = any(s.tenant_ids) and sample.sampled_at >= s.span_start and sample.sampled_at < s.span_end
window sampling as (partition by sample.tenant_id, sample.sampled_at)
