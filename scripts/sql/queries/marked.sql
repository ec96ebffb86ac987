-- Tenants of which there are marks
-- grain: one row per tenant
-- parameters: seen (up to which tenant they have been looked at), most
-- reads: kpi_mark
select distinct marks.tenant_id
from kpi_mark as marks
where marks.tenant_id > {{ param('seen') }}::text
order by marks.tenant_id
limit {{ param('most') }}::integer
