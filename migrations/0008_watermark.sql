-- 0008 watermark: up to when changes of the sources have been seen

create table kpi_watermark (
    name text not null primary key check (name = 'sources'),
    seen_until timestamptz not null
);

comment on table kpi_watermark is 'One row: up to when runs have looked for changed rows of the sources';
comment on column kpi_watermark.name is 'sources';
comment on column kpi_watermark.seen_until is
    'What was committed with an earlier created_at and updated_at has been seen; it lags by an overlap for late commits';

insert into kpi_watermark (name, seen_until)
select
    'sources' as name,
    coalesce((select max(kpi_ledger.computed_at) from kpi_ledger), '1970-01-01T00:00:00Z') as seen_until;
