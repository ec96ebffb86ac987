-- Take in a webhook of Cal.com: events of the booking, its appointment, absences of staff
-- object: function kpi_ingest_calcom(text, jsonb)
-- reads: kpi_source_booking_events, kpi_ignored_webhook
-- writes: booking_events, kpi_ignored_webhook, kpi_mark
-- why: webhooks come twice, late, and in any order: each is logged as an event, and the appointment is made anew from
--      all that have come. What is not of this minute bears no stamp of today, and so is marked. The salon is named
--      meanwhile, so that a role that sees no other rows finds its settings and absences
{%- import 'sql/_calcom.sql' as calcom %}
{%- import 'sql/_host_rows.sql' as rows %}
{%- set events = host('booking_events') %}
{%- set e = events.named('e') %}
{%- set payload_column = 'payload_json' if 'payload_json' in events.columns else 'payload' %}
{%- set a = host('appointments_map').named('a') %}
create or replace function kpi_ingest_calcom(tenant_id text, payload jsonb) returns text
language plpgsql
set timezone = 'UTC'
as $$
#variable_conflict use_column
declare
    tenant constant text := kpi_ingest_calcom.tenant_id;
    body constant jsonb := kpi_ingest_calcom.payload;
    problem constant text := kpi_calcom_problem(tenant, body);
    trigger_event constant text := body ->> 'triggerEvent';
    told constant jsonb := {{ calcom.told('body') }};
    said_at constant timestamptz := coalesce(
        {{ calcom.said_at('body', 'told') | indent(8) }},
        statement_timestamp()
    );
    uid constant text := {{ calcom.uid('told') }};
    kinds text[] := array[
        case trigger_event
            {%- for name, kind in calcom.triggers.items() %}
            when '{{ name }}' then '{{ kind }}'
            {%- endfor %}
        end
    ];
    facts jsonb;
    flags jsonb;
    named constant text := coalesce(current_setting('kpi_tool.tenant_id', true), '');
    outcome text;
    corrected bigint := 0;
    written bigint := 0;
begin
    if problem is not null then
        raise exception using errcode = 'invalid_parameter_value', message = problem;
    end if;
    perform set_config('kpi_tool.tenant_id', tenant, true);
    if trigger_event = 'OOO_CREATED' then
        outcome := kpi_calcom_absence(tenant, told -> 'oooEntry', said_at);
        perform set_config('kpi_tool.tenant_id', named, true);
        return outcome;
    elsif kinds = array[null::text] then
        insert into kpi_ignored_webhook as known (tenant_id, source, trigger_event, seen, first_seen_at, last_seen_at)
        select
            tenant,
            'calcom',
            case
                when (
                    select count(*) from kpi_ignored_webhook as i
                    where i.tenant_id = tenant and i.trigger_event <> left(kpi_json_id(body, 'triggerEvent'), 100)
                ) < 50 then left(kpi_json_id(body, 'triggerEvent'), 100)
                else 'other'
            end,
            1,
            statement_timestamp(),
            statement_timestamp()
        on conflict (tenant_id, source, trigger_event) do update set
            seen = known.seen + 1,
            last_seen_at = excluded.last_seen_at;
        perform set_config('kpi_tool.tenant_id', named, true);
        return 'ignored';
    end if;
    if trigger_event = 'BOOKING_CREATED' and told -> 'requiresConfirmation' = 'true' then
        kinds := kinds || 'booking.confirmed'::text;
    end if;
    facts := kpi_calcom_facts(tenant, told);
    if trigger_event = 'BOOKING_NO_SHOW_UPDATED' then
        select jsonb_object_agg(attendee.person, attendee.is_absent)
        into flags
        from (
            select
                md5(lower(coalesce(a.said ->> 'email', ''))) as person,
                bool_or((a.said -> 'noShow')::boolean) as is_absent
            from jsonb_array_elements(told -> 'attendees') as a (said)
            where jsonb_typeof(a.said -> 'noShow') = 'boolean'
            group by 1
        ) as attendee;
    end if;
    -- One at a time, together with what it took the place of: each must see what the other wrote.
    perform pg_advisory_xact_lock(booking.key)
    from (
        select distinct hashtextextended(jsonb_build_array('calcom', tenant, b.uid)::text, 0) as key
        from unnest(array[uid, facts ->> 'rescheduledFromUid']) as b (uid)
        where b.uid is not null
        order by key
    ) as booking;
    if exists (
        select from kpi_source_booking_events as known
        where known.id = kpi_calcom_event_id(tenant, kinds[1], body)
    ) then
        perform set_config('kpi_tool.tenant_id', named, true);
        return 'known';
    end if;
    {{ rows.insert(events, 'booking_events', {
        'id': 'kpi_calcom_event_id(tenant, event.kind, body)',
        'tenant_id': 'tenant',
        'booking_id': 'uid',
        'event_type': 'event.kind',
        'source': "'calcom:webhook'",
        'payload_json': 'event.payload',
        'payload': 'event.payload',
        'created_at': 'said_at',
    }, "from (
        select
            kind.name as kind,
            jsonb_strip_nulls(jsonb_build_object(
                'bookingId', uid,
                'intentId', " ~ calcom.id("(told -> 'metadata')", 'intentId') ~ ",
                'calcom', case
                    when kind.place = 1
                        then jsonb_build_object('trigger', trigger_event, 'facts', facts, 'flags', flags)
                end
            )) as payload
        from unnest(kinds) with ordinality as kind (name, place)
    ) as event") | indent(4) }}
    if written = 0 then
        perform set_config('kpi_tool.tenant_id', named, true);
        return 'known';
    end if;
    -- Who did not come by then; and a booking takes the place of another but once, however often that is told.
    if trigger_event in ('BOOKING_NO_SHOW_UPDATED', 'BOOKING_RESCHEDULED') then
        update {{ events }} as e
        set
            {{ payload_column }} = {{ e.column(payload_column, type='jsonb') }} || event.more,
            event_type = event.kind
        from (
            select
                s.id,
                case
                    when s.trigger_event = 'BOOKING_NO_SHOW_UPDATED'
                        then jsonb_build_object('noShow', coalesce(f.is_absent, false))
                    else '{}'
                end as more,
                case
                    when s.trigger_event = 'BOOKING_NO_SHOW_UPDATED' then 'booking.no_show'
                    when lag(s.id) over (
                        partition by s.trigger_event, s.facts -> 'startAt', s.facts -> 'rescheduledFromUid'
                        order by s.place
                    ) is null then 'booking.rescheduled'
                    else 'booking.reschedule_repeated'
                end as kind
            from kpi_calcom_statements(tenant, uid) as s
            left join kpi_calcom_flags(tenant, uid) as f on s.place = f.place
            where s.trigger_event in ('BOOKING_NO_SHOW_UPDATED', 'BOOKING_RESCHEDULED')
        ) as event
        where
            e.id = event.id
            and e.tenant_id = tenant
            and (
                not {{ e.column(payload_column, type='jsonb') }} @> event.more
                or e.event_type <> event.kind
            );
        get diagnostics corrected = row_count;
    end if;
    perform kpi_calcom_write_appointment(tenant, uid);
    if corrected > 0 or said_at < transaction_timestamp() - interval '1 minute' then
        insert into kpi_mark (tenant_id, source, instants, booking_id, intent_id)
        values (
            tenant,
            'kpi_ingest_calcom',
            tstzrange(said_at, said_at, '[]'),
            uid,
            {{ calcom.id("(told -> 'metadata')", 'intentId') | indent(12) }}
        );
    end if;
    perform set_config('kpi_tool.tenant_id', named, true);
    return 'stored';
end
$$;

comment on function kpi_ingest_calcom(text, jsonb) is
    'Takes in the body of a Cal.com webhook: "stored", "known" (it came before) or "ignored" (a trigger of no use). Raises invalid_parameter_value with what is wrong';
