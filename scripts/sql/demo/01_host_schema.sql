-- The host's tables as we know them, empty: a reference for demos and tests.
-- reads: nothing
-- writes: tenants, tenant_config, clients, appointments_map, booking_events, message_log, job_log, feedback,
--     inventory_item, inventory_ledger, stock_snapshot, intake_doc, audit_log
-- why: only what a row cannot do without is not null; there are no foreign keys, because the host has
--      none, so rows of unknown tenants and bookings occur

create table tenants (
    tenant_id text primary key,
    name text,
    status text,
    created_at timestamptz,
    updated_at timestamptz
);

create table tenant_config (
    tenant_id text primary key,
    config jsonb,
    updated_at timestamptz
);

create table clients (
    id text primary key,
    tenant_id text not null,
    phone text,
    email text,
    first_name text,
    last_name text,
    metadata jsonb,
    created_at timestamptz,
    updated_at timestamptz
);

create table appointments_map (
    id text primary key,
    tenant_id text not null,
    client_id text,
    calcom_booking_id text,
    status text,
    start_at timestamptz,
    metadata jsonb,
    created_at timestamptz,
    updated_at timestamptz,
    unique (tenant_id, calcom_booking_id)
);

create table booking_events (
    id text primary key,
    tenant_id text not null,
    booking_id text,
    event_type text not null,
    source text,
    payload_json jsonb,
    created_at timestamptz not null
);
create index booking_events_booking_idx on booking_events (tenant_id, booking_id, created_at);
create index booking_events_type_idx on booking_events (event_type, created_at);

create table message_log (
    id text primary key,
    tenant_id text not null,
    channel text,
    direction text,
    message_id text,
    customer_id text,
    payload jsonb,
    created_at timestamptz not null
);
create index message_log_tenant_idx on message_log (tenant_id, created_at);

create table job_log (
    id text primary key,
    tenant_id text,
    queue text,
    status text,
    payload jsonb,
    error text,
    created_at timestamptz not null,
    updated_at timestamptz
);
create index job_log_tenant_idx on job_log (tenant_id, created_at);

create table feedback (
    id text primary key,
    tenant_id text not null,
    booking_id text,
    staff_id text,
    service_id text,
    channel text,
    rating numeric,
    comment text,
    created_at timestamptz not null
);
create index feedback_tenant_idx on feedback (tenant_id, created_at);

create table inventory_item (
    id text primary key,
    tenant_id text not null,
    sku text,
    name text,
    unit text,
    metadata jsonb,
    created_at timestamptz,
    updated_at timestamptz
);

create table inventory_ledger (
    id text primary key,
    tenant_id text not null,
    item_id text,
    qty_delta numeric,
    reason text,
    source_doc_id text,
    booking_id text,
    created_at timestamptz not null
);
create index inventory_ledger_item_idx on inventory_ledger (tenant_id, item_id, created_at);

create table stock_snapshot (
    id text primary key,
    tenant_id text not null,
    item_id text,
    qty_physical numeric,
    qty_expected numeric,
    variance numeric,
    created_at timestamptz not null
);
create index stock_snapshot_tenant_idx on stock_snapshot (tenant_id, created_at);

create table intake_doc (
    id text primary key,
    tenant_id text not null,
    file_id text,
    status text,
    extracted_items jsonb,
    created_at timestamptz,
    updated_at timestamptz
);

create table audit_log (
    id text primary key,
    tenant_id text,
    actor text,
    action text,
    payload jsonb,
    created_at timestamptz not null
);
create index audit_log_tenant_idx on audit_log (tenant_id, created_at);
