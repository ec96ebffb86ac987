-- Those units that nobody has computed since they were planned
-- grain: one row per unit
-- shape: grain
-- parameters: unit_tenants, unit_timezones, unit_starts, unit_ends, unit_computations (null: whatever it was), as_of
-- reads: kpi_ledger
-- why: what another run has done meanwhile is not done twice, and a week without one of its days would be too low
{%- import 'scripts/sql/_ledger.sql' as ledgers %}
{%- set as_of = param('as_of') ~ '::timestamptz' %}
{%- set closed_at = 'kpi_day_start((' ~ as_of ~ ' at time zone units.timezone)::date, units.timezone)' %}
select
    units.place,
    {%- if grain in ('week', 'month') %}
    units.unit_start >= {{ closed_at }} or coalesce((
        select range_agg(tstzrange(ledger.period_start, ledger.period_end))
        from kpi_ledger as ledger
        where
            ledger.tenant_id = units.tenant_id
            and ledger.granularity = 'day'
            and ledger.period_start >= units.unit_start
            and ledger.period_start < units.unit_end
            and ledger.period_end <= ledger.as_of
    ) @> tstzrange(units.unit_start, least(units.unit_end, {{ closed_at }})), false) as has_its_days
    {%- else %}
    true as has_its_days
    {%- endif %}
from unnest(
    {{ param('unit_tenants') }}::text[],
    {{ param('unit_timezones') }}::text[],
    {{ param('unit_starts') }}::timestamptz[],
    {{ param('unit_ends') }}::timestamptz[],
    {{ param('unit_computations') }}::bigint[]
) with ordinality as units (tenant_id, timezone, unit_start, unit_end, computations, place)
where
    units.computations is null
    or units.computations = {{ ledgers.computations(grain, 'units.tenant_id', 'units.unit_start', 'units.unit_end') }}
