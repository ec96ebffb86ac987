-- No more than one value in twenty is malformed, where there are twenty such
-- severity: warn
-- why: an appointment has twelve keys, a rating is one value; a host that writes another format shows here first
select
    staged.tenant_id,
    staged.granularity,
    staged.period_start,
    staged.period_end,
    concat(
        staged.values_rejected, ' values rejected: ',
        (
            select string_agg(concat(substr(counters.key, 17), ' ', counters.value), ', ' order by counters.key)
            from jsonb_each_text(staged.counters_json) as counters (key, value)
            where starts_with(counters.key, 'values_rejected|')
        )
    ) as said
from {{ staged }} as staged
where
    staged.staff_id = ''
    and staged.values_rejected >= 20
    and staged.values_rejected
    > 0.05 * (12 * coalesce(staged.appointments, 0) + coalesce(staged.feedback_count, 0) + staged.values_rejected)
