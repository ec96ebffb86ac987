-- Every KPI as a row of its own, with its unit and target
-- object: view kpi_values
-- reads: kpi_rollup, staff_kpi_rollup, kpi_tenant_settings, kpi_metric
create or replace view kpi_values with (security_invoker = true) as
select
    r.tenant_id,
    r.staff_id,
    r.granularity,
    kpi_local(r.period_start, s.timezone)::date as local_date,
    r.period_start,
    r.period_end,
    m.name as metric,
    nullif(substr(entry.key, length(m.name) + 2), '') as breakdown,
    (entry.value #>> '{}')::numeric as value,
    m.unit,
    case when strpos(entry.key, '|') = 0 then m.target end as target,
    case
        when strpos(entry.key, '|') > 0 then null
        else kpi_target_met(
            (entry.value #>> '{}')::numeric, m.target, m.target_is_exclusive, m.direction
        )
    end as met
from (
    select
        salon.tenant_id,
        null::text as staff_id,
        salon.granularity,
        salon.period_start,
        salon.period_end,
        salon.metrics_json
    from kpi_rollup as salon
    union all
    select
        staff.tenant_id,
        staff.staff_id,
        staff.granularity,
        staff.period_start,
        staff.period_end,
        staff.metrics_json
    from staff_kpi_rollup as staff
) as r
left join kpi_tenant_settings as s on r.tenant_id = s.tenant_id
cross join lateral jsonb_each(r.metrics_json) as entry (key, value)
inner join kpi_metric as m on split_part(entry.key, '|', 1) = m.name;

comment on view kpi_values is
    'One row per salon, or member of staff, and window and KPI: the long form, for charts with the KPI as a dimension';
comment on column kpi_values.staff_id is 'Null for the salon as a whole';
comment on column kpi_values.local_date is 'The local date on which the window starts';
comment on column kpi_values.metric is 'Name as in the catalogue, kpi_metric';
comment on column kpi_values.breakdown is 'Channel, queue or the like for values by key; null for the total';
comment on column kpi_values.value is 'Null: unknown, not 0';
comment on column kpi_values.target is 'What the owners hold the platform to; null where they set none';
comment on column kpi_values.met is 'Whether the value is what the owners want; null where there is no value or no target';
