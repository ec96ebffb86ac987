-- Clients: 2,000 a tenant, who came over the year before the first day
-- grain: one row per client
-- parameters: first_day
-- reads: pg_temp.salons
-- writes: clients
insert into clients (id, tenant_id, phone, email, first_name, last_name, metadata, created_at, updated_at)
select
    'client-' || lpad(known.t::text, 5, '0') || '-' || known.k,
    known.tenant_id,
    '+1' || lpad((known.n * 7919)::text, 10, '0'),
    case when pg_temp.unit(known.n, 'email') < 0.4 then 'client' || known.n || '@example.org' end,
    'First' || pg_temp.pick(known.n, 'first', 500),
    'Last' || pg_temp.pick(known.n, 'last', 5000),
    '{}'::jsonb,
    known.created_at,
    known.created_at as updated_at
from (
    select
        salons.t,
        salons.tenant_id,
        k,
        k * 100000::bigint + salons.t as n,
        %(first_day)s::date::timestamp at time zone 'UTC'
        - pg_temp.unit(k * 100000::bigint + salons.t, 'since') * interval '365 days' as created_at
    from pg_temp.salons as salons
    cross join generate_series(1, 2000) as k
    order by created_at
) as known
