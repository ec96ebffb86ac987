-- Revoke a token, at once and for good
-- grain: one row, none where there is no such token
-- parameters: id
-- writes: kpi_token
update kpi_token
set revoked_at = coalesce(revoked_at, statement_timestamp())
where id::text = {{ param('id') }}::text
returning id, revoked_at
