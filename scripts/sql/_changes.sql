-- Macros: instants whose counters a changed row of the sources can alter
-- shape: indexed (the indexes that doctor wants are there)
-- parameters: since, until
-- reads: kpi_source_appointments_map, kpi_source_booking_events, kpi_source_feedback, kpi_source_job_log, kpi_service,
--     kpi_coverage
-- why: a row that was only inserted alters the window of its own instant, which is computed after it; here is what alters
--      windows that are good already, those before `horizons.good_until`. Most new rows are about the future: they are told
--      apart before anything is looked up, and what is looked up is probed (offset 0), so that the cost follows the changes

{%- import 'scripts/sql/_appointments.sql' as rules -%}

{#- Stamped since the last look. A stamp in the future is a slip of some clock, and is looked at when it comes. -#}
{%- macro is_new(at) -%}
{{ at }} >= {{ param('since') }}::timestamptz
        and {{ at }} < {{ param('until') }}::timestamptz
{%- endmacro -%}

{#- Keeps Postgres from joining what an index that doctor wants serves one row at a time; without that index it must join. -#}
{%- macro probe() -%}
{{ 'offset 0' if indexed }}
{%- endmacro -%}

{#- The appointments of row `x` by their booking, in good windows. -#}
{%- macro appointments_of(x, booking_id) -%}
lateral (
        select appointment.*
        from kpi_source_appointments_map as appointment
        where
            appointment.tenant_id = {{ x }}.tenant_id
            and appointment.booking_id = {{ booking_id }}
            and appointment.booking_id <> ''
            and appointment.start_at > '-infinity'
            and appointment.start_at < horizons.good_until
        offset 0
    )
{%- endmacro -%}

{#- Appointments made or changed, those that they took the place of, and those whose state an event decided: of a type that
    is a state, or one that takes an earlier such event back. -#}
{%- macro concerned() -%}
select a.tenant_id, a.client_id, a.service_id, a.metadata, a.start_at, a.changed_at
    from kpi_source_appointments_map as a
    inner join horizons on a.tenant_id = horizons.tenant_id
    where {{ is_new('a.changed_at') }} and a.start_at > '-infinity' and a.start_at < horizons.good_until
    union all
    select earlier.tenant_id, earlier.client_id, earlier.service_id, earlier.metadata, earlier.start_at, a.changed_at
    from kpi_source_appointments_map as a
    inner join horizons on a.tenant_id = horizons.tenant_id
    cross join {{ appointments_of('a', 'a.rescheduled_from_id') }} as earlier
    where {{ is_new('a.changed_at') }} and a.metadata ? 'rescheduledFromUid'
    union all
    select a.tenant_id, a.client_id, a.service_id, a.metadata, a.start_at, e.created_at as changed_at
    from kpi_source_booking_events as e
    inner join horizons on e.tenant_id = horizons.tenant_id
    cross join {{ appointments_of('e', 'e.booking_id') }} as a
    where
        {{ is_new('e.created_at') }}
        and e.decides_state
        and (
            e.is_final
            or (exists (
                select from kpi_source_booking_events as final
                where
                    final.tenant_id = e.tenant_id
                    and final.booking_id = e.booking_id
                    and final.is_final
                    and final.created_at <= e.created_at
            )) is true
        )
    union all
    select earlier.tenant_id, earlier.client_id, earlier.service_id, earlier.metadata, earlier.start_at, e.created_at
    from kpi_source_booking_events as e
    inner join horizons on e.tenant_id = horizons.tenant_id
    cross join lateral (
        select a.rescheduled_from_id
        from kpi_source_appointments_map as a
        where
            a.tenant_id = e.tenant_id
            and a.booking_id = e.booking_id
            and a.booking_id <> ''
            and a.metadata ? 'rescheduledFromUid'
        offset 0
    ) as a
    cross join {{ appointments_of('e', 'a.rescheduled_from_id') }} as earlier
    where {{ is_new('e.created_at') }} and e.is_final
{%- endmacro -%}

{#- From the start of a concerned appointment until its chair is free again, at most. -#}
{%- macro occupied() -%}
select
        a.tenant_id,
        a.start_at as from_at,
        least(
            a.start_at + interval '48 hours',
            greatest(
                kpi_instant(a.metadata ->> 'endAt'),
                a.start_at + {{ rules.minutes(
                    "least(1440, coalesce(kpi_json_number(a.metadata -> 'durationMinutes'), service.duration_minutes, 0))"
                ) }},
                a.start_at + {{ rules.minutes("coalesce(service.duration_minutes, 0)") }}
            ) + {{ rules.minutes(
                "greatest(least(1440, coalesce(kpi_json_number(a.metadata -> 'bufferMinutes'), 0)), service.buffer_minutes, 0)"
            ) }}
        ) as to_at,
        a.changed_at
    from concerned as a
    left join kpi_service as service on a.tenant_id = service.tenant_id and a.service_id = service.service_id
{%- endmacro -%}

{#- When the money of a concerned appointment was given back. -#}
{%- macro refunded() -%}
select
        a.tenant_id,
        greatest(kpi_instant(a.metadata ->> 'refundedAt'), a.start_at) as from_at,
        greatest(kpi_instant(a.metadata ->> 'refundedAt'), a.start_at) as to_at,
        a.changed_at
    from concerned as a
    where a.metadata ? 'refundedAt'
{%- endmacro -%}

{#- The client's later visits, which may no longer, or may now, be repeats. -#}
{%- macro repeated() -%}
select later.tenant_id, later.start_at as from_at, later.start_at as to_at, a.changed_at
    from concerned as a
    inner join horizons on a.tenant_id = horizons.tenant_id
    cross join lateral (
        select visit.tenant_id, visit.start_at
        from kpi_source_appointments_map as visit
        where
            visit.tenant_id = a.tenant_id
            and visit.client_id = a.client_id
            and visit.start_at > a.start_at
            and visit.start_at < horizons.good_until
        {{ probe() }}
    ) as later
    where a.client_id <> ''
{%- endmacro -%}

{#- Appointments that took the place of changed ones, whose start is what their clients had wanted. -#}
{%- macro wished() -%}
select next.tenant_id, next.start_at as from_at, next.start_at as to_at, a.changed_at
    from kpi_source_appointments_map as a
    inner join horizons on a.tenant_id = horizons.tenant_id
    inner join kpi_source_appointments_map as next
        on a.tenant_id = next.tenant_id and a.booking_id = next.rescheduled_from_id
    where
        {{ is_new('a.changed_at') }}
        and next.metadata ? 'rescheduledFromUid'
        and next.start_at > '-infinity'
        and next.start_at < horizons.good_until
{%- endmacro -%}

{#- Intents that a success converted. -#}
{%- macro converted() -%}
{%- for key in ('booking_id', 'intent_id') %}
select intent.tenant_id, intent.created_at as from_at, intent.created_at as to_at, e.created_at as changed_at
    from kpi_source_booking_events as e
    inner join horizons on e.tenant_id = horizons.tenant_id
    cross join lateral (
        select asked.tenant_id, asked.created_at
        from kpi_source_booking_events as asked
        where
            asked.tenant_id = e.tenant_id
            and asked.{{ key }} = e.{{ key }}
            and asked.{{ key }} <> ''
            and asked.is_intent
            and asked.created_at <= e.created_at
            and asked.created_at < horizons.good_until
        {{ probe() if key == 'intent_id' else 'offset 0' }}
    ) as intent
    where {{ is_new('e.created_at') }} and e.is_success
    {{- ' union all ' if not loop.last }}
{%- endfor %}
{%- endmacro -%}

{#- Appointments that have been rated. -#}
{%- macro rated() -%}
select a.tenant_id, a.start_at as from_at, a.start_at as to_at, f.created_at as changed_at
    from kpi_source_feedback as f
    inner join horizons on f.tenant_id = horizons.tenant_id
    cross join {{ appointments_of('f', 'f.booking_id') }} as a
    where {{ is_new('f.created_at') }}
{%- endmacro -%}

{#- Jobs that ended later than they were made, and the appointments that they remind of. -#}
{%- macro ended() -%}
select j.tenant_id, j.created_at as from_at, j.created_at as to_at, j.changed_at
    from kpi_source_job_log as j
    inner join horizons on j.tenant_id = horizons.tenant_id
    where {{ is_new('j.changed_at') }} and j.created_at < horizons.good_until
    union all
    select a.tenant_id, a.start_at as from_at, a.start_at as to_at, j.changed_at
    from kpi_source_job_log as j
    inner join horizons on j.tenant_id = horizons.tenant_id
    cross join {{ appointments_of('j', 'j.booking_id') }} as a
    where
        {{ is_new('j.changed_at') }}
        and j.created_at < horizons.good_until
        and j.is_reminder
        and a.start_at > j.created_at
{%- endmacro -%}

{#- Earlier events of new appointments, whose staff is theirs. -#}
{%- macro attributed() -%}
select e.tenant_id, e.created_at as from_at, e.created_at as to_at, a.changed_at
    from kpi_source_appointments_map as a
    inner join horizons on a.tenant_id = horizons.tenant_id
    cross join lateral (
        select event.tenant_id, event.created_at, event.staff_id
        from kpi_source_booking_events as event
        where
            event.tenant_id = a.tenant_id
            and event.booking_id = a.booking_id
            and event.booking_id <> ''
            and event.created_at < horizons.good_until
        offset 0
    ) as e
    where {{ is_new('a.changed_at') }} and {{ is_new('a.created_at') }} and a.staff_id <> '' and e.staff_id is null
{%- endmacro -%}

{#- Marked appointments as they were; those of marked bookings, before and after these. -#}
{%- macro marked_appointments() -%}
select
        m.tenant_id,
        m.client_id,
        kpi_json_id(m.metadata, 'serviceId') as service_id,
        m.metadata,
        lower(m.instants) as start_at,
        null::timestamptz as changed_at
    from taken as m
    inner join horizons on m.tenant_id = horizons.tenant_id
    where m.metadata is not null and lower(m.instants) < horizons.good_until
    union all
    select a.tenant_id, a.client_id, a.service_id, a.metadata, a.start_at, null::timestamptz as changed_at
    from (
        select m.tenant_id, m.booking_id
        from taken as m
        union
        select m.tenant_id, kpi_json_id(m.metadata, 'rescheduledFromUid') as booking_id
        from taken as m
        union
        select a.tenant_id, a.rescheduled_from_id
        from taken as m
        inner join kpi_source_appointments_map as a
            on m.tenant_id = a.tenant_id and m.booking_id = a.booking_id and a.metadata ? 'rescheduledFromUid'
        union
        select a.tenant_id, a.booking_id
        from taken as m
        inner join kpi_source_appointments_map as a
            on m.tenant_id = a.tenant_id
            and m.booking_id = a.rescheduled_from_id
            and a.metadata ? 'rescheduledFromUid'
    ) as b
    inner join horizons on b.tenant_id = horizons.tenant_id
    cross join {{ appointments_of('b', 'b.booking_id') }} as a
{%- endmacro -%}

{#- Events of marked bookings and intents, and the intents that those came from. -#}
{%- macro marked_events() -%}
select e.tenant_id, e.created_at as from_at, e.created_at as to_at, null::timestamptz as changed_at
    from taken as m
    inner join kpi_source_booking_events as e on m.tenant_id = e.tenant_id and m.booking_id = e.booking_id
    {%- for is_of_intent in ('is_intent', 'is_success') %}
    union all
    select e.tenant_id, e.created_at as from_at, e.created_at as to_at, null::timestamptz as changed_at
    from (
        select m.tenant_id, m.intent_id
        from taken as m
        union
        select e.tenant_id, e.intent_id
        from taken as m
        inner join kpi_source_booking_events as e
            on m.tenant_id = e.tenant_id and m.booking_id = e.booking_id and e.is_success
    ) as i
    inner join kpi_source_booking_events as e
        on i.tenant_id = e.tenant_id and i.intent_id = e.intent_id and e.{{ is_of_intent }}
    {%- endfor %}
{%- endmacro -%}

{#- What marks are about by themselves: settings, schedules, absences, and rows that count at one instant. -#}
{%- macro marked() -%}
select
        m.tenant_id,
        case
            when m.dates is null or not kpi_is_timezone(horizons.timezone) then coalesce(lower(m.instants), '-infinity')
            else coalesce(kpi_day_start(greatest(lower(m.dates), '1970-01-01'), horizons.timezone), '-infinity')
        end as from_at,
        case
            when m.dates is null or not kpi_is_timezone(horizons.timezone) then coalesce(upper(m.instants), 'infinity')
            else coalesce(
                kpi_day_start(least(upper(m.dates), '2200-01-01'), horizons.timezone) - interval '1 microsecond',
                'infinity'
            )
        end as to_at,
        null::timestamptz as changed_at
    from taken as m
    inner join horizons on m.tenant_id = horizons.tenant_id
    where m.instants is not null or m.dates is not null
{%- endmacro -%}

{#- Up to when windows of a tenant are good. -#}
{%- macro horizons(tenant_ids=none) -%}
select
        good.tenant_id,
        max(upper(good.good)) as good_until,
        max(good.timezone) as timezone
    from kpi_coverage as good
    where not isempty(good.good){% if tenant_ids %} and good.tenant_id = any({{ tenant_ids }}){% endif %}
    group by good.tenant_id
{%- endmacro -%}
