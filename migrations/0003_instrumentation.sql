-- 0003 instrumentation: what the host's services report for the health figures

create table kpi_integration_log (
    id uuid not null default gen_random_uuid(),
    tenant_id text not null check (tenant_id <> ''),
    kind text not null check (kind in ('webhook', 'stt', 'ocr', 'api')),
    target text,
    ok boolean,
    status_code integer,
    latency_ms double precision check (latency_ms >= 0),
    created_at timestamptz not null default now(),
    primary key (tenant_id, id)
);

create index kpi_integration_log_tenant_id_created_at_idx on kpi_integration_log (tenant_id, created_at);

comment on table kpi_integration_log is 'One row per call of or by another system';
comment on column kpi_integration_log.id is 'Any unique id';
comment on column kpi_integration_log.tenant_id is 'The salon';
comment on column kpi_integration_log.kind is 'webhook (they call us), stt, ocr, api (we call them)';
comment on column kpi_integration_log.target is 'telegram, whatsapp, ..., calcom, erxes';
comment on column kpi_integration_log.ok is 'Whether the call did what it should';
comment on column kpi_integration_log.status_code is 'HTTP status where there was one';
comment on column kpi_integration_log.latency_ms is 'Milliseconds from call to answer';
comment on column kpi_integration_log.created_at is 'When the call was answered or given up';

create table kpi_queue_sample (
    id uuid not null default gen_random_uuid(),
    tenant_id text not null check (tenant_id <> ''),
    queue text not null,
    depth bigint not null check (depth >= 0),
    pending bigint not null default 0 check (pending >= 0),
    sampled_at timestamptz not null,
    primary key (tenant_id, id)
);

create index kpi_queue_sample_tenant_id_sampled_at_idx on kpi_queue_sample (tenant_id, sampled_at);

comment on table kpi_queue_sample is 'Backlog per tenant and queue at one instant';
comment on column kpi_queue_sample.id is 'Any unique id';
comment on column kpi_queue_sample.tenant_id is 'The salon';
comment on column kpi_queue_sample.queue is 'The Redis stream, such as queue:send:telegram';
comment on column kpi_queue_sample.depth is 'Entries not yet done: undelivered and pending ones';
comment on column kpi_queue_sample.pending is 'Of those: delivered to a worker, not yet acknowledged';
comment on column kpi_queue_sample.sampled_at is 'When the sample was taken; the same instant for all queues of one sampling';
