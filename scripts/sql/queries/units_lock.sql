-- Wait until no other run is at work on any of these units; the locks go with the transaction
-- grain: one row per unit
-- shape: grain
-- parameters: tenant_ids, span_starts, span_ends, day_starts, day_ends, first_tenants, last_tenants
-- why: who computes later must publish later, or old counters stay; all lock in one order, so that none deadlock
{%- import 'scripts/sql/_windows.sql' as w %}
select pg_advisory_xact_lock(keys.key)
from (
    select distinct
        hashtextextended('{{ grain }} ' || extract(epoch from units.day_start) || ' ' || units.tenant_id, 0) as key
    from {{ w.units() }} as units
    order by key
) as keys
