-- How many staged windows keep counters of deleted sources, which cannot be verified
-- grain: one row
-- parameters: run_id
-- reads: kpi_stage, kpi_seal, kpi_retention, kpi_source_tenants
{%- import 'scripts/sql/_seals.sql' as seals %}
select count(*) as windows
from kpi_stage as staged
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id = ''
    and staged.granularity in ('hour', 'day')
    and exists (
        select from {{ seals.sealed_ranges() }} as ranges
        where
            ranges.tenant_id = staged.tenant_id
            and ranges.sealed && tstzrange(staged.period_start, staged.period_end)
    )
