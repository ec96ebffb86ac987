-- The tokens of the API, newest first
-- grain: one row per token
-- parameters: tenant_id (null: of every salon, and those of admins)
-- reads: kpi_token
select
    t.id,
    t.role,
    t.tenant_id,
    t.staff_id,
    t.label,
    case
        when t.revoked_at is not null then 'revoked'
        when t.expires_at <= statement_timestamp() then 'expired'
        else 'good'
    end as state,
    t.created_at,
    t.expires_at,
    t.revoked_at,
    t.last_used_at
from kpi_token as t
where {{ param('tenant_id') }}::text is null or t.tenant_id = {{ param('tenant_id') }}::text
order by t.created_at desc, t.id
