-- What a webhook of Cal.com says of an appointment
-- object: function kpi_calcom_facts(text, jsonb)
-- reads: kpi_tenant_settings
-- why: what cannot be read is left out rather than refused, because the rest of a body is worth having. Nobody's name,
--      address or note is kept
{%- import 'sql/_calcom.sql' as calcom %}
create or replace function kpi_calcom_facts(tenant_id text, told jsonb) returns jsonb
language sql stable
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'startAt', case when kpi_instant(told ->> 'startTime') is not null then told ->> 'startTime' end,
        'endAt', case when kpi_instant(told ->> 'endTime') is not null then told ->> 'endTime' end,
        'durationMinutes', kpi_json_number(told -> 'length'),
        'price', case
            when money.price between 0 and 1e12 then trim_scale(
                money.price / case
                    when money.currency in ('{{ calcom.without_minor_unit | join("', '") }}') then 1
                    else 100
                end
            )
        end,
        'currency', case when money.is_told then money.currency end,
        'staffId', coalesce(
            {{ calcom.id("(told -> 'metadata')", 'staffId') | indent(12) }},
            kpi_calcom_staff(
                kpi_calcom_facts.tenant_id,
                case
                    when jsonb_typeof(told -> 'organizer') = 'object' then told -> 'organizer'
                    when jsonb_typeof(told -> 'user') = 'object'
                        then jsonb_build_object('id', told -> 'userId') || (told -> 'user')
                    else jsonb_build_object('id', told -> 'userId')
                end
            )
        ),
        'serviceId', coalesce(
            {{ calcom.id("(told -> 'metadata')", 'serviceId') | indent(12) }},
            {{ calcom.id('told', 'eventTypeId') | indent(12) }}
        ),
        'preferredStart', case
            when kpi_instant(told -> 'metadata' ->> 'preferredStart') is not null
                then told -> 'metadata' ->> 'preferredStart'
        end,
        'rescheduledFromUid', nullif(
            coalesce(kpi_json_id(told, 'rescheduleUid'), kpi_json_id(told, 'fromReschedule')),
            {{ calcom.uid('told') }}
        )
    ))
    from (
        select
            kpi_json_number(told -> 'price') as price,
            kpi_json_id(told, 'currency') ~ '^[A-Za-z]{3}$' as is_told,
            case
                when kpi_json_id(told, 'currency') ~ '^[A-Za-z]{3}$' then upper(told ->> 'currency')
                else upper((
                    select settings.currency from kpi_tenant_settings as settings
                    where settings.tenant_id = kpi_calcom_facts.tenant_id
                ))
            end as currency
    ) as money
$$;

comment on function kpi_calcom_facts(text, jsonb) is
    'What the payload of a Cal.com webhook says of an appointment, by the keys of appointments_map.metadata and startAt; money in major units';
