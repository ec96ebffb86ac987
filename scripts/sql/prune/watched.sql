-- Take note of the oldest rows that are left once what is sealed has been deleted
-- grain: one row per source
-- reads: kpi_seal, kpi_source_tenants, kpi_source_message_log, kpi_source_job_log
-- writes: kpi_retention
-- why: what prune deletes is not to be taken for what somebody else has deleted
{%- import 'scripts/sql/_seals.sql' as seals %}
update kpi_retention as watched
set
    oldest_tenant_id = found.tenant_id,
    oldest_row_at = found.created_at
from (
    {%- for source in seals.sources %}
    select '{{ source }}' as source, oldest.tenant_id, oldest.created_at
    from (
        {{ seals.oldest_row(source) }}
    ) as oldest
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
) as found
where watched.source = found.source
