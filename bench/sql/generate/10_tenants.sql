-- Tenants: all active but one in a hundred, which are paused
-- reads: pg_temp.salons
-- writes: tenants
-- parameters: first_day
insert into tenants (tenant_id, name, status, created_at, updated_at)
select
    tenant_id,
    'Salon ' || t,
    case when pg_temp.unit(t, 'status') < 0.01 then 'paused' else 'active' end,
    %(first_day)s::date::timestamp at time zone 'UTC' - make_interval(days => 30 + pg_temp.pick(t, 'age', 700)),
    %(first_day)s::date::timestamp at time zone 'UTC' - make_interval(days => pg_temp.pick(t, 'touched', 30))
from pg_temp.salons
order by t
