-- 0009 marks: what has been changed that no stamp tells of

create table kpi_mark (
    tenant_id text not null,
    source text not null,
    instants tstzrange,
    dates daterange,
    booking_id text,
    intent_id text,
    client_id text,
    metadata jsonb,
    check (num_nonnulls(instants, dates, booking_id, intent_id) > 0)
);

create index kpi_mark_tenant_id_idx on kpi_mark (tenant_id);

comment on table kpi_mark is
    'One row per change that leaves no stamp; the next look takes the windows concerned back from what is good, and the mark with them';
comment on column kpi_mark.tenant_id is 'The salon';
comment on column kpi_mark.source is 'The table in which something was changed';
comment on column kpi_mark.instants is 'What the change is about, as instants; of an appointment, its start';
comment on column kpi_mark.dates is 'The same as local dates of the salon';
comment on column kpi_mark.booking_id is 'The booking that the row is about: its appointments and events are concerned, too';
comment on column kpi_mark.intent_id is 'The intent that the row is about: its events are concerned, too';
comment on column kpi_mark.client_id is 'Whose appointment it was: later visits are concerned, too';
comment on column kpi_mark.metadata is 'Of an appointment, as it was: how long it took, when it was refunded, what it took the place of';

create table kpi_tracked (
    table_name text not null primary key,
    tracked_since timestamptz not null default now(),
    definition text
);

comment on table kpi_tracked is 'One row per table of the host whose changes are marked by triggers';
comment on column kpi_tracked.table_name is 'The table';
comment on column kpi_tracked.tracked_since is 'Since when every change of it is marked';
comment on column kpi_tracked.definition is 'A checksum of its triggers and their function, as they were made';
