-- Which windows of a grain are stored
-- grain: one row per tenant and window
-- shape: as_they_ended (only those written after their end)
-- parameters: granularity, tenant_ids, from_at, to_at
-- reads: kpi_rollup
-- why: a day that was last written while it was still open may lack its end
select r.tenant_id, r.period_start
from kpi_rollup as r
where
    r.granularity = {{ param('granularity') }}::text
    and r.tenant_id = any({{ param('tenant_ids') }}::text[])
    and r.period_start >= {{ param('from_at') }}::timestamptz
    and r.period_start < {{ param('to_at') }}::timestamptz
    {%- if as_they_ended %}
    and r.updated_at >= r.period_end
    {%- endif %}
