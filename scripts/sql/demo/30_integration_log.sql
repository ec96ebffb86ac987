-- Calls to other systems and from them: how many failed, how long they took.
-- reads: kpi_demo.happening, message_log, intake_doc, kpi_demo.salon
-- writes: kpi_integration_log
-- why: latencies are log-normal. On 12 March Cal.com had a bad half hour from 15:00 UTC.

insert into kpi_integration_log (
    tenant_id,
    kind,
    target,
    ok,
    status_code,
    latency_ms,
    created_at
)
with calls as (
    -- every event has a call behind it, and every question looks the client up
    select
        happening.tenant_id,
        call.kind,
        call.target,
        concat_ws('/', happening.story_id, happening.name, call.kind, call.target) as key,
        call.typical_ms,
        happening.at
    from kpi_demo.happening
    inner join (
        values
        ('intent_received', 'api', 'calcom', 210),
        ('intent_received', 'api', 'erxes', 85),
        ('created', 'api', 'calcom', 340),
        ('rescheduled', 'api', 'calcom', 380),
        ('cancelled', 'api', 'calcom', 260),
        ('confirmed', 'api', 'erxes', 110),
        ('created', 'webhook', 'calcom', 24),
        ('completed', 'webhook', 'calcom', 21),
        ('no_show', 'webhook', 'calcom', 22)
    ) as call (event, kind, target, typical_ms)
        on
            happening.kind = call.event
            and (happening.source like '%webhook') = (call.kind = 'webhook' or call.event = 'confirmed')
    union all
    select
        message.tenant_id,
        call.kind,
        coalesce(call.target, message.channel) as target,
        concat_ws('/', message.id, call.kind) as key,
        call.typical_ms,
        message.created_at as at
    from message_log as message
    inner join (
        values
        ('webhook', null, null, 15),
        ('stt', 'whisper', 'voice', 1400),
        ('ocr', 'vision', 'photo', 900)
    ) as call (kind, target, media, typical_ms)
        on coalesce(call.media, message.payload ->> 'media') = message.payload ->> 'media'
    where message.direction = 'inbound'
    union all
    select
        tenant_id,
        'ocr' as kind,
        'vision' as target,
        id as key,
        2200 as typical_ms,
        kpi_demo.later(created_at, 30) as at
    from intake_doc
),

outcomes as (
    select
        calls.key,
        calls.target = 'calcom'
        and calls.at >= timestamptz '2026-03-12 15:00:00+00'
        and calls.at < timestamptz '2026-03-12 15:30:00+00' as is_bad_hour,
        -- three dice make a fair bell
        kpi_demo.dice(calls.key, 'a') + kpi_demo.dice(calls.key, 'b') + kpi_demo.dice(calls.key, 'c') - 1.5 as bell
    from calls
)

select
    calls.tenant_id,
    calls.kind,
    calls.target,
    verdict.is_ok as ok,
    case
        when verdict.is_ok then 200
        else kpi_demo.pick(calls.key, 'code', array['500', '502', '504', '429'])::integer
    end as status_code,
    round(
        (calls.typical_ms * exp(outcomes.bell * 1.1) * case when verdict.is_ok then 1 else 6 end)::numeric
    )::integer as latency_ms,
    calls.at as created_at
from calls
inner join kpi_demo.salon on calls.tenant_id = salon.tenant_id
inner join outcomes on calls.key = outcomes.key
cross join lateral (
    select
        not kpi_demo.happens(
            calls.key, 'fails',
            case
                when outcomes.is_bad_hour then 0.45
                when calls.kind = 'webhook' then 0.004 * salon.trouble
                when calls.kind in ('stt', 'ocr') then 0.02 * salon.trouble
                else 0.009 * salon.trouble
            end
        ) as is_ok
) as verdict;
