-- Staff who serve without a schedule, and schedules of staff whom nobody has seen serve
-- grain: one row per kind
-- parameters: since
-- reads: kpi_source_tenants, kpi_source_appointments_map, kpi_staff_schedule
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
with served as materialized (
    select distinct a.tenant_id, a.staff_id
    from {{ recent.recent('kpi_source_appointments_map', 'r.staff_id', 'start_at') }} as a
    where a.staff_id is not null
),

scheduled as materialized (
    select distinct s.tenant_id, s.staff_id
    from kpi_staff_schedule as s
    where s.valid_to is null or s.valid_to >= ({{ param('since') }}::timestamptz at time zone 'UTC')::date
),

gaps as (
    select 'schedule' as gap, served.tenant_id, served.staff_id
    from served
    where (served.tenant_id, served.staff_id) not in (select s.tenant_id, s.staff_id from scheduled as s)
    union all
    select 'service' as gap, scheduled.tenant_id, scheduled.staff_id
    from scheduled
    where (scheduled.tenant_id, scheduled.staff_id) not in (select s.tenant_id, s.staff_id from served as s)
)

select
    case gaps.gap when 'schedule' then 'warn' else 'info' end as severity,
    format(
        case gaps.gap
            when 'schedule' then 'staff with appointments and no schedule, whom utilizationRate leaves out: %s'
            else 'staff with a schedule and no appointment of late, which lowers utilizationRate: %s'
        end,
        {{ recent.examples("concat(gaps.staff_id, ' of ', gaps.tenant_id)") }}
    ) as said,
    case gaps.gap
        when 'schedule' then 'kpi-tool staff schedule import'
        else 'write kpi_staff_time_off if they are away; or is staff_id not what metadata.staffId says?'
    end as remedy
from gaps
group by gaps.gap
order by gaps.gap
