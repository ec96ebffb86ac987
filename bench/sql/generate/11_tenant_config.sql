-- Tenants' config: 5 to 10 services, some without a buffer or a grid of their own
-- reads: pg_temp.salons
-- writes: tenant_config
-- parameters: first_day
insert into tenant_config (tenant_id, config, updated_at)
select
    salons.tenant_id,
    jsonb_build_object('locale', 'en', 'services', jsonb_object_agg(
        'service-' || s,
        jsonb_strip_nulls(jsonb_build_object(
            'name', 'Service ' || s,
            'durationMinutes', (array[30, 45, 60, 90, 120])[1 + pg_temp.pick(salons.t * 100 + s, 'minutes', 5)],
            'bufferMinutes', (array[null, 5, 10])[1 + pg_temp.pick(salons.t * 100 + s, 'buffer', 3)],
            'gridMinutes', (array[null, null, 15, 30])[1 + pg_temp.pick(salons.t * 100 + s, 'grid', 4)]
        ))
    )),
    %(first_day)s::date::timestamp at time zone 'UTC' - interval '10 days'
from pg_temp.salons as salons
cross join lateral generate_series(1, salons.services) as s
group by salons.t, salons.tenant_id
order by salons.t
