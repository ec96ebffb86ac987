-- 0013 tokens: who may ask over HTTP; a token itself is stored nowhere

create table kpi_token (
    id uuid not null default gen_random_uuid() primary key,
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    role text not null check (role in ('owner', 'staff', 'admin')),
    tenant_id text check (tenant_id <> ''),
    staff_id text check (staff_id <> ''),
    label text check (label <> ''),
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    check ((role = 'admin') = (tenant_id is null)),
    check ((role = 'staff') = (staff_id is not null)),
    check (expires_at > created_at)
);

comment on table kpi_token is 'One row per token of the HTTP API, also of those that have expired or were revoked';
comment on column kpi_token.id is 'What logs and people call it';
comment on column kpi_token.token_hash is 'SHA-256 of the token: 256 random bits need neither salt nor stretching';
comment on column kpi_token.role is 'owner: a salon and its staff; staff: one member of it; admin: every salon';
comment on column kpi_token.tenant_id is 'The one salon that it may ask for; null: every one (admin)';
comment on column kpi_token.staff_id is 'The one member of staff that it may ask for (staff)';
comment on column kpi_token.label is 'For people: whose it is';
comment on column kpi_token.created_at is 'When it was made';
comment on column kpi_token.expires_at is 'From when on it is good no more; null: never';
comment on column kpi_token.revoked_at is 'When it was revoked';
comment on column kpi_token.last_used_at is 'When it was last used, to the minute';
