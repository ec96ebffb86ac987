-- 0009 marks: what has been changed that no stamp tells of

create table kpi_mark (
    tenant_id text not null,
    instants tstzrange,
    dates daterange,
    marked_at timestamptz not null default now(),
    check ((instants is null) <> (dates is null))
);

create index kpi_mark_idx on kpi_mark (marked_at);

comment on table kpi_mark is
    'One row per change that leaves no stamp; the next look takes the windows concerned back from what is good, and forgets the mark';
comment on column kpi_mark.tenant_id is 'The salon';
comment on column kpi_mark.instants is 'What the change is about, as instants';
comment on column kpi_mark.dates is 'The same as local dates of the salon';
comment on column kpi_mark.marked_at is 'When the transaction that made the change began';
