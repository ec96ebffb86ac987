-- What clients thought of their visits: four of five answer, most are happy.
-- reads: kpi_demo.booking, kpi_demo.salon, kpi_demo.staff
-- writes: feedback
-- why: one in eighty answers twice.

insert into feedback (
    id,
    tenant_id,
    booking_id,
    staff_id,
    service_id,
    channel,
    rating,
    comment,
    created_at
)
with qualities as (
    select
        tenant_id,
        staff_id,
        max(quality) as quality
    from kpi_demo.staff
    group by
        tenant_id,
        staff_id
),

answers as (
    select
        booking.tenant_id,
        booking.booking_id,
        booking.staff_id,
        booking.service_id,
        booking.channel,
        salon.horizon,
        concat_ws('/', booking.booking_id, answer.number) as answer_id,
        qualities.quality,
        -- within a day of the request, more often at once
        kpi_demo.later(
            booking.ended_at,
            7200 * answer.number + 600
            + 72000 * power(kpi_demo.dice(concat_ws('/', booking.booking_id, answer.number), 'when'), 4)
        ) as at
    from kpi_demo.booking
    inner join kpi_demo.salon on booking.tenant_id = salon.tenant_id
    inner join qualities on booking.tenant_id = qualities.tenant_id and booking.staff_id = qualities.staff_id
    inner join generate_series(1, 2) as answer (number)
        on answer.number = 1 or kpi_demo.happens(booking.booking_id, 'second thought', 0.0125)
    where
        booking.fate in ('completed', 'excused')
        and kpi_demo.happens(booking.booking_id, 'feedback', salon.feedback)
),

ratings as (
    select
        answer_id,
        case
            when kpi_demo.dice(answer_id, 'rating') < 0.73 + quality then 5
            when kpi_demo.dice(answer_id, 'rating') < 0.915 + quality / 2 then 4
            when kpi_demo.dice(answer_id, 'rating') < 0.965 then 3
            when kpi_demo.dice(answer_id, 'rating') < 0.985 then 2
            else 1
        end as rating
    from answers
)

select
    kpi_demo.uid('fb', answers.answer_id) as id,
    answers.tenant_id,
    answers.booking_id,
    answers.staff_id,
    answers.service_id,
    answers.channel,
    ratings.rating,
    case
        when ratings.rating <= 2
            then kpi_demo.pick(answers.answer_id, 'comment', array['had to wait', 'not what I asked for', null])
        when kpi_demo.happens(answers.answer_id, 'comment', 0.25)
            then kpi_demo.pick(answers.answer_id, 'comment', array['thank you!', 'lovely', 'see you soon', '👍'])
    end as comment,
    answers.at as created_at
from answers
inner join ratings on answers.answer_id = ratings.answer_id
where answers.at < answers.horizon;
