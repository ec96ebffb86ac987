-- Delivery notes: two a salon and day, nine in ten confirmed
-- grain: one row per note
-- parameters: days, first_day
-- reads: pg_temp.salons
-- writes: intake_doc
insert into intake_doc (id, tenant_id, file_id, status, extracted_items, created_at, updated_at)
select
    'doc-' || lpad(row_number() over ()::text, 10, '0'),
    scanned.tenant_id,
    'file-' || scanned.n,
    case when pg_temp.unit(scanned.n, 'confirmed') < 0.9 then 'confirmed' else 'draft' end,
    '[]'::jsonb,
    scanned.at,
    scanned.at + interval '10 minutes'
from (
    select
        salons.tenant_id,
        (day * 10 + k) * 1000000::bigint + salons.t as n,
        (%(first_day)s::date + day + make_interval(hours => 8 + 4 * k)) at time zone salons.zone
        + make_interval(secs => pg_temp.pick((day * 10 + k) * 1000000::bigint + salons.t, 'scanned', 3600)) as at
    from pg_temp.salons as salons
    cross join generate_series(1, 2) as k
    cross join generate_series(0, %(days)s::integer - 1) as day
    order by at, salons.t
) as scanned
