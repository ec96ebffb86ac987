-- A quantile is the first bin up to which its share is reached, exactly (erxes: 95 of 100 calls in 1 ms, 99 in 10) or not
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at)
select 'salon', 'api', 'erxes', true, case when n <= 95 then 1 when n <= 99 then 10 else 100 end, '2026-03-10T09:00:00Z'
from generate_series(1, 100) as n;
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at)
select 'salon', 'api', 'calcom', true, case when n <= 94 then 1 when n <= 98 then 10 else 100 end, '2026-03-10T09:00:00Z'
from generate_series(1, 100) as n;
