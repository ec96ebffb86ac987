-- What is lost when sealed windows are counted again from what is left of their sources
-- grain: one row per source
-- parameters: unit_tenants, unit_starts, unit_ends
-- reads: kpi_seal, kpi_retention, kpi_source_tenants
{%- import 'scripts/sql/_seals.sql' as seals %}
select
    ranges.source,
    count(distinct units.tenant_id) as tenants,
    min(units.unit_start) as first_start,
    max(units.unit_end) as last_end
from unnest(
    {{ param('unit_tenants') }}::text[],
    {{ param('unit_starts') }}::timestamptz[],
    {{ param('unit_ends') }}::timestamptz[]
) as units (tenant_id, unit_start, unit_end)
inner join {{ seals.sealed_ranges() }} as ranges
    on units.tenant_id = ranges.tenant_id and ranges.sealed && tstzrange(units.unit_start, units.unit_end)
where ranges.source <> 'reminders'
group by ranges.source
order by ranges.source
