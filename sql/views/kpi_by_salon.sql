-- Every KPI of a salon and window as a typed column
-- object: view kpi_by_salon
-- reads: kpi_rollup, kpi_tenant_settings, kpi_metric
{%- import 'sql/views/_metrics.sql' as metric %}
create or replace view kpi_by_salon with (security_invoker = true) as
select
    r.tenant_id,
    r.granularity,
    kpi_local(r.period_start, s.timezone)::date as local_date,
    kpi_local(r.period_start, s.timezone) as local_start,
    r.period_start,
    r.period_end,
    r.updated_at
    {{- metric.columns(metrics) }}
from kpi_rollup as r
left join kpi_tenant_settings as s on r.tenant_id = s.tenant_id;

comment on view kpi_by_salon is
    'One row per salon and window, a column per KPI. Null means unknown, not 0. Never average a rate over rows: sum counters_json of kpi_rollup and call kpi_metrics()';
comment on column kpi_by_salon.granularity is 'hour, day, week or month: always choose one';
comment on column kpi_by_salon.local_date is 'The local date on which the window starts';
comment on column kpi_by_salon.local_start is 'The local wall clock at which it starts';
comment on column kpi_by_salon.updated_at is 'When the row last changed';
{{ metric.comments('kpi_by_salon', metrics) }}
