-- 0002 settings: what kpi-tool must know of a tenant that the host does not keep

create function kpi_is_timezone(zone text) returns boolean
language plpgsql stable
as $$
begin
    -- Asking for the zone is fast and settles most; listing all zones is slow and settles the rest: Postgres
    -- also takes abbreviations (MSK) and POSIX rules (FOO3), which are no zone names.
    perform timestamp '2000-01-01 00:00' at time zone zone;
    return zone = 'UTC'
        or zone ~ '^[A-Z][a-z]+(/[A-Z][a-z]+([_-][A-Za-z][a-z]*)*)+$'
        or exists (select from pg_catalog.pg_timezone_names as z where z.name = zone);
exception
    when others then
        return false;
end
$$;

comment on function kpi_is_timezone(text) is 'Whether the server knows a time zone of this name, such as Europe/Moscow';

create table kpi_tenant_settings (
    tenant_id text primary key check (tenant_id <> ''),
    timezone text default 'UTC',
    currency text,
    slot_grid_minutes integer default 15 check (slot_grid_minutes between 1 and 1440),
    peak_start time default '11:00' check (peak_start < '24:00'),
    peak_end time default '19:00' check (peak_end < '24:00'),
    chairs integer check (chairs >= 0),
    reminder_lead_minutes integer default 60 check (reminder_lead_minutes >= 0),
    feedback_window_days integer default 14 check (feedback_window_days >= 0),
    repeat_lookback_days integer default 365 check (repeat_lookback_days between 0 and 36500)
);

-- Not valid: enforced on every write, but restored after the data, so that a dump with a zone that the new
-- server does not know can be restored; that tenant then fails by name.
alter table kpi_tenant_settings
add constraint kpi_tenant_settings_timezone_check check (kpi_is_timezone(timezone)) not valid;

comment on table kpi_tenant_settings is 'One row per tenant; a tenant without a row, or a null, has the default';
comment on column kpi_tenant_settings.tenant_id is 'The salon';
comment on column kpi_tenant_settings.timezone is 'Zone name such as Europe/Moscow; every window of the tenant is in its time. Default UTC';
comment on column kpi_tenant_settings.currency is 'The salon''s own currency; money in another one is counted apart. Null: any';
comment on column kpi_tenant_settings.slot_grid_minutes is 'Bookings should start on this grid, unless their service has its own. Default 15';
comment on column kpi_tenant_settings.peak_start is 'Start of the daily peak, wall clock. Default 11:00';
comment on column kpi_tenant_settings.peak_end is 'End of the daily peak; at or before its start: past midnight. Default 19:00';
comment on column kpi_tenant_settings.chairs is 'Places to serve a client at the same time';
comment on column kpi_tenant_settings.reminder_lead_minutes is 'Bookings made at least this long before their start are due a reminder. Default 60';
comment on column kpi_tenant_settings.feedback_window_days is 'Feedback counts for a booking within this many times 24 hours of its start. Default 14';
comment on column kpi_tenant_settings.repeat_lookback_days is 'A visit is a repeat when the last one is at most this many days ago. Default 365';

create table kpi_opening_hours (
    id uuid not null default gen_random_uuid(),
    tenant_id text not null check (tenant_id <> ''),
    weekday integer not null check (weekday between 1 and 7),
    opens_at time not null check (opens_at < '24:00'),
    closes_at time not null check (closes_at < '24:00'),
    valid_from date not null,
    valid_to date,
    primary key (tenant_id, id)
);

create index kpi_opening_hours_idx on kpi_opening_hours (tenant_id, weekday);

comment on table kpi_opening_hours is 'When a salon is open; a weekday without a row is closed. Several rows a day leave the breaks between them';
comment on column kpi_opening_hours.id is 'Any unique id';
comment on column kpi_opening_hours.tenant_id is 'The salon';
comment on column kpi_opening_hours.weekday is '1 Monday to 7 Sunday, of the local day on which the span starts';
comment on column kpi_opening_hours.opens_at is 'Wall clock';
comment on column kpi_opening_hours.closes_at is 'Wall clock; at or before opens_at: on the next day';
comment on column kpi_opening_hours.valid_from is 'First local date on which the row is in force';
comment on column kpi_opening_hours.valid_to is 'Last local date, inclusive; null: until further notice';

create table kpi_staff_schedule (
    id uuid not null default gen_random_uuid(),
    tenant_id text not null check (tenant_id <> ''),
    staff_id text not null check (staff_id <> ''),
    weekday integer not null check (weekday between 1 and 7),
    starts_at time not null check (starts_at < '24:00'),
    ends_at time not null check (ends_at < '24:00'),
    valid_from date not null,
    valid_to date,
    primary key (tenant_id, id)
);

create index kpi_staff_schedule_idx on kpi_staff_schedule (tenant_id, staff_id);

comment on table kpi_staff_schedule is 'When a member of staff works; several rows a day leave the breaks between them';
comment on column kpi_staff_schedule.id is 'Any unique id';
comment on column kpi_staff_schedule.tenant_id is 'The salon';
comment on column kpi_staff_schedule.staff_id is 'The member of staff';
comment on column kpi_staff_schedule.weekday is '1 Monday to 7 Sunday, of the local day on which the span starts';
comment on column kpi_staff_schedule.starts_at is 'Wall clock';
comment on column kpi_staff_schedule.ends_at is 'Wall clock; at or before starts_at: on the next day';
comment on column kpi_staff_schedule.valid_from is 'First local date on which the row is in force';
comment on column kpi_staff_schedule.valid_to is 'Last local date, inclusive; null: until further notice';

create table kpi_staff_time_off (
    id uuid not null default gen_random_uuid(),
    tenant_id text not null check (tenant_id <> ''),
    staff_id text not null check (staff_id <> ''),
    starts_at timestamptz not null check (isfinite(starts_at)),
    ends_at timestamptz not null check (isfinite(ends_at)),
    reason text,
    primary key (tenant_id, id),
    check (ends_at > starts_at)
);

create index kpi_staff_time_off_idx on kpi_staff_time_off (tenant_id, staff_id, starts_at);

comment on table kpi_staff_time_off is 'Absences: they are taken off the schedule';
comment on column kpi_staff_time_off.id is 'Any unique id';
comment on column kpi_staff_time_off.tenant_id is 'The salon';
comment on column kpi_staff_time_off.staff_id is 'The member of staff';
comment on column kpi_staff_time_off.starts_at is 'First instant of the absence';
comment on column kpi_staff_time_off.ends_at is 'First instant after it';
comment on column kpi_staff_time_off.reason is 'For people; no metric reads it';
