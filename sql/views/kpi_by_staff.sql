-- Every KPI of a member of staff and window as a typed column
-- object: view kpi_by_staff
-- reads: staff_kpi_rollup, kpi_tenant_settings, kpi_metric
{%- import 'sql/views/_metrics.sql' as metric %}
{%- set of_staff = metrics | selectattr('level', 'equalto', 'S') | list %}
create or replace view kpi_by_staff with (security_invoker = true) as
select
    r.tenant_id,
    r.staff_id,
    r.granularity,
    kpi_local(r.period_start, s.timezone)::date as local_date,
    kpi_local(r.period_start, s.timezone) as local_start,
    r.period_start,
    r.period_end,
    r.updated_at
    {{- metric.columns(of_staff) }}
from staff_kpi_rollup as r
left join kpi_tenant_settings as s on r.tenant_id = s.tenant_id;

comment on view kpi_by_staff is
    'One row per member of staff and window in which there was anything to count, a column per KPI. Null means unknown, not 0';
comment on column kpi_by_staff.granularity is 'hour, day, week or month: always choose one';
comment on column kpi_by_staff.local_date is 'The local date on which the window starts';
comment on column kpi_by_staff.local_start is 'The local wall clock at which it starts';
comment on column kpi_by_staff.updated_at is 'When the row last changed';
{{ metric.comments('kpi_by_staff', of_staff) }}
