-- Salons as the generator knows them; temporary
-- grain: one row per tenant
-- parameters: tenants
-- writes: pg_temp.salons
create temporary table salons as
select
    t,
    'tenant-' || lpad(t::text, 5, '0') as tenant_id,
    (array[
        'Europe/Moscow', 'Europe/Berlin', 'Europe/London', 'Europe/Paris', 'Europe/Madrid',
        'Europe/Istanbul', 'Europe/Lisbon', 'Asia/Yekaterinburg', 'Asia/Almaty', 'Asia/Dubai',
        'Asia/Kolkata', 'Asia/Singapore', 'Asia/Tokyo', 'Australia/Sydney', 'Pacific/Auckland',
        'America/New_York', 'America/Chicago', 'America/Los_Angeles', 'America/Sao_Paulo', 'UTC'
    ])[1 + pg_temp.pick(t, 'zone', 20)] as zone,
    (array['EUR', 'USD', 'RUB', 'GBP'])[1 + pg_temp.pick(t, 'currency', 4)] as currency,
    5 + pg_temp.pick(t, 'services', 6) as services
from generate_series(1, %(tenants)s::integer) as t
