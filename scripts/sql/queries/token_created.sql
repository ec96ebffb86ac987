-- Make a token known by its hash
-- grain: one row, which says whether its member of staff has ever been heard of
-- parameters: token_hash, role, tenant_id, staff_id, label, hours (null: it never expires)
-- reads: staff_kpi_rollup, kpi_staff_schedule
-- writes: kpi_token
with created as (
    insert into kpi_token (token_hash, role, tenant_id, staff_id, label, created_at, expires_at)
    values (
        {{ param('token_hash') }}::bytea,
        {{ param('role') }}::text,
        {{ param('tenant_id') }}::text,
        {{ param('staff_id') }}::text,
        {{ param('label') }}::text,
        statement_timestamp(),
        statement_timestamp() + {{ param('hours') }}::integer * interval '1 hour'
    )
    returning id, tenant_id, staff_id, expires_at
)

select
    created.id,
    created.expires_at,
    (
        created.staff_id is null
        or exists (
            select from staff_kpi_rollup as stored
            where stored.tenant_id = created.tenant_id and stored.staff_id = created.staff_id
        )
        or exists (
            select from kpi_staff_schedule as shifts
            where shifts.tenant_id = created.tenant_id and shifts.staff_id = created.staff_id
        )
    ) as is_known
from created
