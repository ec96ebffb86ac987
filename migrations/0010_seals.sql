-- 0010 seals: what has been deleted from the sources of windows

create table kpi_seal (
    tenant_id text not null,
    source text not null check (source in ('message_log', 'job_log', 'kpi_rollup')),
    sealed tstzmultirange not null,
    primary key (tenant_id, source)
);

comment on table kpi_seal is
    'One row per tenant and table that prune shortens: of which time it deletes rows. What windows of that time had counted from them is kept.';
comment on column kpi_seal.tenant_id is 'The salon';
comment on column kpi_seal.source is 'message_log, job_log, or kpi_rollup for our own rows of hours';
comment on column kpi_seal.sealed is 'The time of which rows are deleted, or may be at any moment';

create table kpi_retention (
    source text not null primary key check (source in ('message_log', 'job_log')),
    oldest_tenant_id text,
    oldest_row_at timestamptz,
    deleted tstzmultirange not null,
    check ((oldest_tenant_id is null) = (oldest_row_at is null))
);

comment on table kpi_retention is
    'One row per table that somebody else''s retention may shorten: what has been seen to be gone. Windows of that time are as if prune had sealed them.';
comment on column kpi_retention.source is 'message_log or job_log';
comment on column kpi_retention.oldest_tenant_id is 'Whose the oldest row is, outside of what prune has sealed';
comment on column kpi_retention.oldest_row_at is
    'Its created_at. When it is gone, and the next row is an hour younger or more, somebody has deleted what was between them';
comment on column kpi_retention.deleted is 'The time of which somebody has deleted rows, of all salons';
