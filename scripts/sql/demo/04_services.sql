-- What each salon offers, at which price, and how often it is asked for.
-- grain: one row a salon and service
-- reads: kpi_demo.salon
-- writes: kpi_demo.service
-- why: a roll of the dice in [roll_from, roll_to) means this service.

create table kpi_demo.service as
with offers as (
    select
        offer.service_id,
        offer.name,
        offer.minutes,
        offer.buffer,
        offer.price,
        offer.weight,
        offer.not_at
    from (
        values
        ('mens-cut', 'Men''s cut', 30, 0, 28.0, 20, array['sakura-tokyo']),
        ('haircut', 'Haircut', 45, 15, 48.0, 24, array[]::text[]),
        ('blow-dry', 'Blow-dry', 30, 0, 26.0, 11, array[]::text[]),
        ('coloring', 'Colouring', 120, 15, 115.0, 8, array['tide-lordhowe']),
        ('highlights', 'Highlights', 75, 15, 92.0, 6, array['lotus-kathmandu']),
        ('manicure', 'Manicure', 60, 0, 35.0, 15, array['linden-berlin']),
        ('brows', 'Brows', 30, 0, 18.0, 10, array['hudson-newyork', 'linden-berlin']),
        ('beard', 'Beard trim', 20, 10, 16.0, 6, array['sakura-tokyo', 'amber-moscow'])
    ) as offer (service_id, name, minutes, buffer, price, weight, not_at)
),

weighted as (
    select
        salon.tenant_id,
        offers.service_id,
        offers.name,
        offers.minutes,
        offers.buffer,
        salon.grid,
        greatest(round(offers.price * salon.price_factor / salon.price_step), 1) * salon.price_step as price,
        offers.weight,
        sum(offers.weight) over (
            partition by salon.tenant_id order by offers.service_id collate "C"
        ) as weight_so_far,
        sum(offers.weight) over (partition by salon.tenant_id) as weight_in_all
    from kpi_demo.salon
    inner join offers on salon.tenant_id <> all(offers.not_at)
)

select
    tenant_id,
    service_id,
    name,
    minutes,
    buffer,
    grid,
    -- what the calendar blocks: whole steps of the grid
    (ceil((minutes + buffer)::numeric / grid) * grid)::integer as blocked_minutes,
    price,
    (weight_so_far - weight)::double precision / weight_in_all as roll_from,
    weight_so_far::double precision / weight_in_all as roll_to
from weighted;

analyze kpi_demo.service;
