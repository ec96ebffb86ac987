-- 0001 rollups: what analysts read, and the stage that a window passes before it is published

create table kpi_rollup (
    id text not null,
    tenant_id text not null check (tenant_id <> ''),
    granularity text not null check (granularity in ('hour', 'day', 'week', 'month')),
    period_start timestamptz not null,
    period_end timestamptz not null,
    counters_json jsonb not null check (jsonb_typeof(counters_json) = 'object'),
    metrics_json jsonb not null check (jsonb_typeof(metrics_json) = 'object'),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, granularity, period_start),
    check (period_end > period_start)
);

comment on table kpi_rollup is
    'One row per tenant and window: every KPI of the salon. Windows are hours, days, ISO weeks and months of the tenant''s own time zone.';
comment on column kpi_rollup.id is 'tenant:granularity:start (UTC), stable over re-runs';
comment on column kpi_rollup.tenant_id is 'The salon';
comment on column kpi_rollup.granularity is 'hour, day, week or month';
comment on column kpi_rollup.period_start is 'First instant of the window';
comment on column kpi_rollup.period_end is 'First instant after the window';
comment on column kpi_rollup.counters_json is
    'Additive counters; a missing key is 0. Sum them over windows (keys whose part before | ends in _max: take the maximum), then call kpi_metrics(counters).';
comment on column kpi_rollup.metrics_json is 'Metrics derived from counters_json by kpi_metrics; null means unknown, not 0';
comment on column kpi_rollup.created_at is 'When the window was first published';
comment on column kpi_rollup.updated_at is 'When its content last changed';

create table staff_kpi_rollup (
    id text not null,
    tenant_id text not null check (tenant_id <> ''),
    staff_id text not null check (staff_id <> ''),
    granularity text not null check (granularity in ('hour', 'day', 'week', 'month')),
    period_start timestamptz not null,
    period_end timestamptz not null,
    counters_json jsonb not null check (jsonb_typeof(counters_json) = 'object'),
    metrics_json jsonb not null check (jsonb_typeof(metrics_json) = 'object'),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, staff_id, granularity, period_start),
    check (period_end > period_start)
);

create index staff_kpi_rollup_window_idx on staff_kpi_rollup (tenant_id, granularity, period_start);

comment on table staff_kpi_rollup is
    'One row per tenant, staff member and window in which one of the member''s counters is not zero: the KPIs of level S.';
comment on column staff_kpi_rollup.id is 'tenant:granularity:start (UTC):staff, stable over re-runs';
comment on column staff_kpi_rollup.tenant_id is 'The salon';
comment on column staff_kpi_rollup.staff_id is 'The member of staff, as appointments and events name them';
comment on column staff_kpi_rollup.granularity is 'hour, day, week or month';
comment on column staff_kpi_rollup.period_start is 'First instant of the window';
comment on column staff_kpi_rollup.period_end is 'First instant after the window';
comment on column staff_kpi_rollup.counters_json is
    'Additive counters; a missing key is 0. Over staff they add up to the salon''s but for unassigned work and the visit counters.';
comment on column staff_kpi_rollup.metrics_json is
    'Metrics derived from counters_json by kpi_metrics(counters, staff => true); null means unknown, not 0';
comment on column staff_kpi_rollup.created_at is 'When the window was first published';
comment on column staff_kpi_rollup.updated_at is 'When its content last changed';

create unlogged table kpi_stage (
    run_id text not null,
    tenant_id text not null,
    staff_id text not null,
    granularity text not null,
    period_start timestamptz not null,
    period_end timestamptz not null,
    counters_json jsonb not null,
    primary key (tenant_id, run_id, staff_id, granularity, period_start)
);

comment on table kpi_stage is
    'Windows computed but not yet published, by run; empty but inside a run''s transaction.';
comment on column kpi_stage.run_id is 'The batch that computed the row';
comment on column kpi_stage.tenant_id is 'The salon';
comment on column kpi_stage.staff_id is 'The member of staff; empty for the salon''s own row';
comment on column kpi_stage.granularity is 'hour, day, week or month';
comment on column kpi_stage.period_start is 'First instant of the window';
comment on column kpi_stage.period_end is 'First instant after the window';
comment on column kpi_stage.counters_json is 'The window''s counters; {} where nothing happened';
