-- Windows that a row changed since the last look can alter are good no longer
-- grain: one row per tenant and grain
-- parameters: since, until, overlap
-- reads: kpi_ledger, kpi_coverage, kpi_source_appointments_map, kpi_source_booking_events, kpi_source_feedback,
--     kpi_source_job_log, kpi_service
-- writes: kpi_coverage
-- why: of what was committed up to the overlap before a window was computed, the window has seen all
{%- import 'scripts/sql/_changes.sql' as changes with context %}
with horizons as materialized (
    {{ changes.horizons() }}
),

concerned as materialized (
    {{ changes.concerned() }}
),

touched as (
    {{ changes.occupied() }}
    union all
    {{ changes.refunded() }}
    union all
    {{ changes.repeated() }}
    union all
    {{ changes.wished() }}
    union all
    {{ changes.converted() }}
    union all
    {{ changes.rated() }}
    union all
    {{ changes.ended() }}
    union all
    {{ changes.attributed() }}
),

altered as (
    select
        ledger.tenant_id,
        ledger.granularity,
        range_agg(tstzrange(ledger.period_start, ledger.period_end)) as windows
    from touched
    inner join kpi_ledger as ledger
        on touched.tenant_id = ledger.tenant_id
        and ledger.granularity in ('hour', 'day')
        and ledger.period_start <= touched.to_at
        and ledger.period_start > touched.from_at - interval '49 hours'
        and ledger.period_end > touched.from_at
        and least(ledger.computed_at, ledger.as_of) < touched.changed_at + {{ param('overlap') }}::interval
    group by ledger.tenant_id, ledger.granularity
)

update kpi_coverage as coverage
set good = coverage.good - altered.windows
from altered
where
    coverage.tenant_id = altered.tenant_id
    and coverage.granularity = altered.granularity
    and coverage.good && altered.windows
