-- 0007 ledger: what has been computed, from which state of the sources, and what failed

create table kpi_run (
    run_id text not null primary key,
    arguments jsonb not null check (jsonb_typeof(arguments) = 'object'),
    granularity text not null check (granularity in ('hour', 'day', 'week', 'month')),
    as_of timestamptz not null,
    definition text not null,
    started_at timestamptz not null,
    done_since timestamptz not null check (done_since <= started_at),
    seen_at timestamptz not null,
    finished_at timestamptz,
    outcome text check (outcome in ('done', 'failed', 'busy', 'interrupted', 'error', 'lost')),
    windows bigint not null check (windows >= 0),
    rows_written bigint not null check (rows_written >= 0),
    tenants_failed integer not null check (tenants_failed >= 0),
    error text,
    check ((finished_at is null) = (outcome is null))
);

create index kpi_run_started_at_idx on kpi_run (started_at);

comment on table kpi_run is 'One row per run of rollup';
comment on column kpi_run.run_id is 'Any unique id';
comment on column kpi_run.arguments is 'What was asked for; a run cut short is resumed by the next one that asks for the same';
comment on column kpi_run.granularity is 'hour, day, week or month; weeks and months compute the days that they miss';
comment on column kpi_run.as_of is 'The instant of the run: rows dated later were left out';
comment on column kpi_run.definition is 'Version of catalogue and families, a hash';
comment on column kpi_run.started_at is 'When it began, by the server''s clock';
comment on column kpi_run.done_since is
    'Windows computed since then were not computed again; earlier than started_at where it resumed a run cut short';
comment on column kpi_run.seen_at is 'When it last published something';
comment on column kpi_run.finished_at is 'When it ended; null while it is at work, and when it was killed';
comment on column kpi_run.outcome is
    'done, failed (some tenants did), busy (others held every tenant), interrupted, error (it gave up), lost (no sign of it for a day)';
comment on column kpi_run.windows is 'Windows of tenants that it computed';
comment on column kpi_run.rows_written is 'Rows of kpi_rollup and staff_kpi_rollup that changed by it';
comment on column kpi_run.tenants_failed is 'Tenants that it could not compute: see kpi_failure';
comment on column kpi_run.error is 'Why it gave up';

create table kpi_ledger (
    tenant_id text not null check (tenant_id <> ''),
    granularity text not null check (granularity in ('hour', 'day', 'week', 'month')),
    period_start timestamptz not null,
    period_end timestamptz not null,
    computed_at timestamptz not null,
    as_of timestamptz not null,
    definition text not null,
    run_id text not null,
    seconds double precision not null check (seconds >= 0),
    computations integer not null check (computations > 0),
    primary key (tenant_id, granularity, period_start),
    check (period_end > period_start)
);

comment on table kpi_ledger is
    'One row per tenant and window that is stored in kpi_rollup: when and how it was last computed. It commits with the window.';
comment on column kpi_ledger.tenant_id is 'The salon';
comment on column kpi_ledger.granularity is 'hour, day, week or month';
comment on column kpi_ledger.period_start is 'First instant of the window';
comment on column kpi_ledger.period_end is 'First instant after the window';
comment on column kpi_ledger.computed_at is
    'When its transaction began, by the server''s clock: what was committed to the sources before is in it';
comment on column kpi_ledger.as_of is 'Rows dated later were left out; before period_end: the window is provisional';
comment on column kpi_ledger.definition is 'Version of catalogue and families that it was computed with';
comment on column kpi_ledger.run_id is 'The run that computed it last';
comment on column kpi_ledger.seconds is 'Its share of the time that its transaction took';
comment on column kpi_ledger.computations is 'How many times it has been computed';

create table kpi_coverage (
    tenant_id text not null check (tenant_id <> ''),
    granularity text not null check (granularity in ('hour', 'day', 'week', 'month')),
    timezone text not null,
    good tstzmultirange not null,
    primary key (tenant_id, granularity)
);

comment on table kpi_coverage is
    'One row per tenant and grain: which windows are good. A run without dates computes all others, back to the tenant''s first row.';
comment on column kpi_coverage.tenant_id is 'The salon';
comment on column kpi_coverage.granularity is 'hour, day, week or month';
comment on column kpi_coverage.timezone is 'The zone that the windows are of; in another one none is good';
comment on column kpi_coverage.good is
    'Windows computed after their end; weeks and months only until one of their days is computed again';

create table kpi_history (
    tenant_id text not null primary key check (tenant_id <> ''),
    first_row_at timestamptz,
    looked_at timestamptz not null
);

comment on table kpi_history is 'One row per tenant: since when its sources have rows, looked up again every day';
comment on column kpi_history.tenant_id is 'The salon';
comment on column kpi_history.first_row_at is 'The earliest row of any source, of the last ten years; null where there is none';
comment on column kpi_history.looked_at is 'When the sources were asked';

create table kpi_failure (
    tenant_id text not null check (tenant_id <> ''),
    granularity text not null check (granularity in ('hour', 'day', 'week', 'month')),
    period_start timestamptz not null,
    period_end timestamptz not null,
    run_id text not null,
    first_failed_at timestamptz not null,
    failed_at timestamptz not null,
    failures integer not null check (failures > 0),
    sqlstate text,
    error text not null,
    primary key (tenant_id, granularity, period_start),
    check (period_end > period_start)
);

comment on table kpi_failure is
    'One row per tenant and window that could not be computed when last tried; what had been published before stays.';
comment on column kpi_failure.tenant_id is 'The salon';
comment on column kpi_failure.granularity is 'hour, day, week or month';
comment on column kpi_failure.period_start is 'First instant of the window; -infinity where no window of the tenant can be told';
comment on column kpi_failure.period_end is 'First instant after the window; infinity likewise';
comment on column kpi_failure.run_id is 'The run that tried it last';
comment on column kpi_failure.first_failed_at is 'Since when it has failed';
comment on column kpi_failure.failed_at is 'When it failed last';
comment on column kpi_failure.failures is 'How many times in a row';
comment on column kpi_failure.sqlstate is 'Class of the error, where Postgres reported one';
comment on column kpi_failure.error is 'What Postgres reported';
