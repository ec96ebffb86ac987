-- The people who book by message: the host knows them as clients.
-- reads: kpi_demo.salon, kpi_demo.booking
-- writes: clients
-- why: whoever books on the web page or walks in is no client yet.

insert into clients (
    id,
    tenant_id,
    phone,
    email,
    first_name,
    last_name,
    metadata,
    created_at,
    updated_at
)
with names as (
    select
        name.tenant_id,
        string_to_array(name.first_names, ' ') as first_names,
        string_to_array(name.last_names, ' ') as last_names
    from (
        values
        ('amber-moscow', 'Мария Елена Ирина Светлана Юлия Иван Алексей', 'Орлова Белых Ким Черных Шевченко Ткач'),
        ('linden-berlin', 'Sophie Emma Hanna Lukas Elif Paul Greta', 'Müller Schmidt Wolf Yılmaz Krüger Weiß'),
        ('hudson-newyork', 'Emily Maya Jordan Chris Zoe Luis Rachel', 'Smith Garcia Kim Brown Cohen Nguyen'),
        ('lotus-kathmandu', 'Asha Maya Nisha Prakash Rita Sita Anil', 'Rai Tamang Karki Lama Adhikari KC'),
        ('tide-lordhowe', 'Olivia Jack Matilda Noah Ruby Cooper', 'Thompson Wilson Nichols Fenton Shick'),
        ('malecon-havana', 'Yanet Dayana José Liset Ramón Beatriz', 'Pérez Rodríguez Valdés Núñez Díaz'),
        ('sakura-tokyo', '陽子 美咲 さくら 健太 花 蓮 結衣', '山田 中村 小林 加藤 吉田 渡辺'),
        ('aurora-reykjavik', 'Anna Guðrún Sigga Jón Katrín Ólafur', 'Jónsdóttir Gunnarsson Helgadóttir Þórsson')
    ) as name (tenant_id, first_names, last_names)
),

people as (
    select
        tenant_id,
        person,
        min(coalesce(asked_at, first_booked_at)) as first_seen_at
    from kpi_demo.booking
    where origin = 'message'
    group by
        tenant_id,
        person
)

select
    kpi_demo.uid('cl', people.person) as id,
    people.tenant_id,
    salon.phone || lpad(floor(kpi_demo.dice(people.person, 'phone') * 10000000)::text, 7, '0') as phone,
    case
        when kpi_demo.happens(people.person, 'mail', 0.6)
            then translate(people.person, '/', '.') || '@example.com'
    end as email,
    kpi_demo.pick(people.person, 'first name', names.first_names) as first_name,
    kpi_demo.pick(people.person, 'last name', names.last_names) as last_name,
    jsonb_build_object('channel', kpi_demo.pick(people.person, 'channel', salon.channels)) as metadata,
    -- most were clients before the platform came
    case
        when kpi_demo.happens(people.person, 'old client', 0.55)
            then kpi_demo.later(salon.live_at, -3600 * 24 * 300 * kpi_demo.dice(people.person, 'since'))
        else kpi_demo.later(people.first_seen_at, -20)
    end as created_at,
    people.first_seen_at as updated_at
from people
inner join kpi_demo.salon on people.tenant_id = salon.tenant_id
inner join names on people.tenant_id = names.tenant_id;
