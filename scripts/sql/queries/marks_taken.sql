-- Windows that a marked change can alter are good no longer, and the marks are gone with that
-- grain: one row per tenant and grain
-- parameters: tenant_ids
-- reads: kpi_coverage, kpi_source_appointments_map, kpi_source_booking_events, kpi_service
-- writes: kpi_coverage, kpi_mark
-- why: whoever computes windows of a tenant holds its locks, and so does this: who computes later has seen the change
{%- import 'scripts/sql/_changes.sql' as changes with context %}
with taken as materialized (
    delete from kpi_mark as marks
    where marks.tenant_id = any({{ param('tenant_ids') }}::text[])
    returning marks.*
),

horizons as materialized (
    {{ changes.horizons(param('tenant_ids') ~ '::text[]') }}
),

concerned as materialized (
    {{ changes.marked_appointments() }}
),

touched as (
    {{ changes.marked() }}
    union all
    {{ changes.marked_events() }}
    union all
    {{ changes.occupied() }}
    union all
    {{ changes.refunded() }}
    union all
    {{ changes.repeated() }}
),

altered as (
    select
        touched.tenant_id,
        range_agg(tstzrange(
            touched.from_at, least(touched.to_at, horizons.good_until) + interval '1 microsecond'
        )) as instants
    from touched
    inner join horizons on touched.tenant_id = horizons.tenant_id
    where touched.from_at <= touched.to_at and touched.from_at <= horizons.good_until
    group by touched.tenant_id
)

update kpi_coverage as coverage
set good = coverage.good - altered.instants
from altered
where
    coverage.tenant_id = altered.tenant_id
    and coverage.granularity in ('hour', 'day')
    and coverage.good && altered.instants
