-- Who asks with a token
-- grain: one row for a good token, else none
-- parameters: token_hash
select c.token_id::text as token_id, c.role, c.tenant_id, c.staff_id
from kpi_authenticate({{ param('token_hash') }}::bytea) as c
