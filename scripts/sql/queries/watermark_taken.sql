-- Since when changes are to be looked for; nothing where another run is looking
-- grain: at most one row
-- shape: wait (for another run that is looking)
-- parameters: as_of, overlap
-- reads: kpi_watermark
-- why: a transaction that is still open may commit rows that are dated as early as it began
with held as (
    select w.seen_until
    from kpi_watermark as w
    where w.name = 'sources'
    for update{{ ' skip locked' if not wait }}
)

select
    held.seen_until as since,
    least(
        {{ param('as_of') }}::timestamptz, transaction_timestamp() + {{ param('overlap') }}::interval
    ) as until,
    least(
        {{ param('as_of') }}::timestamptz,
        transaction_timestamp(),
        (
            select greatest(min(a.xact_start), transaction_timestamp() - interval '24 hours')
            from pg_stat_activity as a
            where a.datname = current_database() and a.backend_xid is not null
        )
    ) - {{ param('overlap') }}::interval as next
from held
