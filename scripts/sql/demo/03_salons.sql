-- The eight salons: where they are, what they charge and how well they run.
-- grain: one row a salon
-- reads: nothing
-- writes: kpi_demo.salon
-- why: the zones are the difficult ones: summer time starts (New York 8 March, Havana 8 March
--      at midnight, Berlin 29 March) or ends (Lord Howe 5 April, by half an hour), or the
--      offset is no whole hour (Kathmandu). Reykjavik lives on UTC, the default zone.

create table kpi_demo.salon as
select
    salon.tenant_id,
    salon.name,
    salon.zone,
    salon.currency,
    salon.price_factor,
    salon.price_step,
    salon.grid,
    salon.peak_start::time as peak_start,
    salon.peak_end::time as peak_end,
    salon.chairs,
    salon.channels,
    salon.phone,
    salon.people,
    -- shares and weights
    salon.demand,
    salon.walk_in,
    salon.lost,
    salon.cancel,
    salon.no_show,
    salon.trouble,
    salon.feedback,
    -- the six weeks as instants
    timestamp '2026-02-23 00:00' at time zone salon.zone as first_instant,
    timestamp '2026-02-23 07:00' at time zone salon.zone as live_at,
    timestamp '2026-04-06 00:00' at time zone salon.zone as horizon
from (
    values
    (
        'amber-moscow', 'Янтарь (Amber)', 'Europe/Moscow', 'RUB', 68, 50, 15, '12:00', '20:00', 5,
        array['telegram', 'telegram', 'telegram', 'vkmax'], '+7916', 620,
        1.22::double precision, 0.055::double precision, 0.08::double precision, 0.080::double precision,
        0.038::double precision, 0.8::double precision, 0.84::double precision
    ),
    (
        'linden-berlin', 'Lindenhaar', 'Europe/Berlin', 'EUR', 1, 1, 15, '11:00', '18:00', 4,
        array['whatsapp', 'whatsapp', 'instagram'], '+49170', 420,
        1.18, 0.070, 0.09, 0.066, 0.026, 0.7, 0.81
    ),
    (
        'hudson-newyork', 'Hudson Cuts', 'America/New_York', 'USD', 1.55, 5, 15, '11:00', '19:00', 6,
        array['whatsapp', 'instagram', 'instagram'], '+1917', 700,
        1.25, 0.080, 0.10, 0.092, 0.047, 1.0, 0.78
    ),
    (
        'lotus-kathmandu', 'Lotus Beauty', 'Asia/Kathmandu', 'NPR', 48, 50, 10, '11:00', '17:00', 3,
        array['whatsapp', 'whatsapp', 'telegram'], '+97798', 330,
        1.12, 0.110, 0.14, 0.088, 0.051, 2.0, 0.71
    ),
    (
        'tide-lordhowe', 'Tide & Comb', 'Australia/Lord_Howe', 'AUD', 1.7, 5, 15, '11:00', '16:00', 4,
        array['instagram', 'whatsapp'], '+6140', 300,
        1.14, 0.060, 0.07, 0.071, 0.032, 0.6, 0.86
    ),
    (
        'malecon-havana', 'Salón Malecón', 'America/Havana', 'CUP', 42, 10, 15, '13:00', '20:00', 4,
        array['telegram', 'whatsapp', 'whatsapp'], '+535', 480,
        1.20, 0.085, 0.11, 0.085, 0.050, 1.3, 0.77
    ),
    (
        'sakura-tokyo', '美容室さくら (Sakura)', 'Asia/Tokyo', 'JPY', 165, 100, 30, '12:00', '19:00', 5,
        array['instagram', 'instagram', 'whatsapp'], '+8190', 560,
        1.24, 0.045, 0.06, 0.055, 0.018, 0.5, 0.87
    ),
    (
        'aurora-reykjavik', 'Aurora Hárstofa', 'UTC', 'ISK', 150, 100, 15, '11:00', '19:00', 4,
        array['whatsapp', 'instagram'], '+35469', 380,
        1.17, 0.065, 0.09, 0.077, 0.035, 0.9, 0.80
    )
) as salon (
    tenant_id, name, zone, currency, price_factor, price_step, grid, peak_start, peak_end, chairs,
    channels, phone, people,
    demand, walk_in, lost, cancel, no_show, trouble, feedback
);

analyze kpi_demo.salon;
