-- 0011 events: what the host's services are to log; sql/catalog/events.sql fills it

create table kpi_required_event (
    name text not null primary key,
    position integer not null unique,
    source text not null,
    fields jsonb not null check (jsonb_typeof(fields) = 'object'),
    counters text[] not null,
    about text not null
);

comment on table kpi_required_event is 'The events that kpi_log_event() takes: one row each';
comment on column kpi_required_event.name is 'The event_type that kpi_log_event() takes';
comment on column kpi_required_event.position is 'Order in which people read them';
comment on column kpi_required_event.source is 'The table that it lands in';
comment on column kpi_required_event.fields is 'Its payload: the type by field; ! stands behind the types of those that it must have';
comment on column kpi_required_event.counters is 'The counters that it feeds';
comment on column kpi_required_event.about is 'What has happened';
