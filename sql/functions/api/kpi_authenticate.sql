-- Who asks with a token, by its SHA-256: one row for a good token, none for any other
-- object: function kpi_authenticate(bytea)
-- reads: kpi_token
-- writes: kpi_token
-- why: the API's role has no right on tokens, so this runs with its owner's. Use is noted once a minute, and by one of
--      those who use it at once; a standby notes none
create or replace function kpi_authenticate(token_hash bytea)
returns table (token_id uuid, role text, tenant_id text, staff_id text)
language plpgsql
security definer
set search_path = pg_catalog
set lock_timeout = '1s'
as $$
declare
    asked_at constant timestamptz := statement_timestamp();
    known record;
begin
    select tokens.id, tokens.role, tokens.tenant_id, tokens.staff_id, tokens.last_used_at
    into known
    from kpi_token as tokens
    where
        tokens.token_hash = kpi_authenticate.token_hash
        and tokens.revoked_at is null
        and coalesce(tokens.expires_at, 'infinity') > asked_at;
    if not found then
        return;
    end if;
    if coalesce(known.last_used_at, '-infinity') < asked_at - interval '1 minute'
        and not current_setting('transaction_read_only')::boolean then
        update kpi_token as tokens
        set last_used_at = asked_at
        from (
            select idle.id
            from kpi_token as idle
            where idle.id = known.id
            for update skip locked
        ) as free
        where tokens.id = free.id;
    end if;
    return query select known.id, known.role, known.tenant_id, known.staff_id;
end
$$;

do $$
begin
    execute format('alter function %I.kpi_authenticate(bytea) set search_path = %1$I, pg_temp', current_schema());
end
$$;

comment on function kpi_authenticate(bytea) is
    'Who asks with the token of this SHA-256: a row for a good token, none for one that is unknown, expired or revoked; notes its use';
