-- Metrics over a range of windows, derived from their summed counters
-- grain: one row for the salon, or one per member of staff; none where no window is stored
-- shape: level (salon or staff)
-- parameters: tenant_id, granularity, from_at, to_at, staff_id (for staff; null: everybody)
-- reads: kpi_rollup, staff_kpi_rollup
{%- import 'scripts/sql/_rollup.sql' as rollup %}
with windows as (
    select
        {{ "staff_id" if level == 'staff' else "''" }} as staff_id,
        period_start,
        counters_json
    from {{ 'staff_kpi_rollup' if level == 'staff' else 'kpi_rollup' }}
    where
        tenant_id = {{ param('tenant_id') }}::text
        and granularity = {{ param('granularity') }}::text
        and period_start >= {{ param('from_at') }}::timestamptz
        and period_start < {{ param('to_at') }}::timestamptz
        {%- if level == 'staff' %}
        and ({{ param('staff_id') }}::text is null or staff_id = {{ param('staff_id') }}::text)
        {%- endif %}
),

merged as (
    select
        windows.staff_id,
        counters.key,
        {{ rollup.merged('counters.key', 'counters.value::numeric') }} as value
    from windows
    left join lateral jsonb_each(windows.counters_json) as counters (key, value) on true
    group by windows.staff_id, counters.key
)

select
    staff_id,
    (select count(distinct windows.period_start) from windows)::integer as windows_present,
    kpi_metrics(
        coalesce(jsonb_object_agg(key, value) filter (where key is not null), '{}')
        {%- if level == 'staff' %}, staff => true{% endif %}
    ) as metrics
from merged
group by staff_id
order by staff_id collate "C"
