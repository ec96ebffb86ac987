-- 0012 webhooks: what Cal.com told that kpi-tool has no use for, and which telling of an absence is the latest

create table kpi_ignored_webhook (
    tenant_id text not null check (tenant_id <> ''),
    source text not null,
    trigger_event text not null,
    seen bigint not null check (seen > 0),
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    primary key (tenant_id, source, trigger_event)
);

comment on table kpi_ignored_webhook is
    'Webhooks that were accepted and ignored: one row per salon and trigger, fifty triggers at most; further ones are "other"';
comment on column kpi_ignored_webhook.tenant_id is 'The salon';
comment on column kpi_ignored_webhook.source is 'Who called: calcom';
comment on column kpi_ignored_webhook.trigger_event is 'What the body calls itself, its first hundred characters';
comment on column kpi_ignored_webhook.seen is 'How many came, repeated ones included';
comment on column kpi_ignored_webhook.first_seen_at is 'When the first one came';
comment on column kpi_ignored_webhook.last_seen_at is 'When the latest one came';

alter table kpi_staff_time_off add column updated_at timestamptz;

comment on column kpi_staff_time_off.updated_at is
    'Of an absence that another system told of: when that system last changed it. An older telling changes nothing';
