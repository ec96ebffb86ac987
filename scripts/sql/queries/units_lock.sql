-- Wait until no other run is at work on any of these units; the locks go with the transaction
-- grain: one row per unit
-- shape: grain
-- parameters: tenant_ids, day_starts
-- why: who computes later must publish later, or old counters stay; all lock in one order, so that none deadlock
select pg_advisory_xact_lock(units.key)
from (
    select distinct
        hashtextextended('{{ grain }} ' || extract(epoch from given.day_start) || ' ' || given.tenant_id, 0) as key
    from unnest(
        {{ param('tenant_ids') }}::text[], {{ param('day_starts') }}::timestamptz[]
    ) as given (tenant_id, day_start)
    order by key
) as units
