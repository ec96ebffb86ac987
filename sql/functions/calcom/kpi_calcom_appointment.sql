-- The appointment that follows from all that Cal.com has told of a booking
-- object: function kpi_calcom_appointment(text, text)
{%- set states = [
    'BOOKING_REQUESTED', 'BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED', 'BOOKING_REJECTED'
] %}
create or replace function kpi_calcom_appointment(tenant_id text, booking_id text)
returns table (
    status text,
    is_state_told boolean,
    is_absence_told boolean,
    start_at timestamptz,
    made_at timestamptz,
    is_booked boolean,
    facts jsonb
)
language sql stable
as $$
    with said as materialized (
        select s.place, s.trigger_event, s.said_at, s.facts, s.is_absent
        from kpi_calcom_statements(kpi_calcom_appointment.tenant_id, kpi_calcom_appointment.booking_id) as s
    ),

    latest as (
        select distinct on (fact.key) fact.key, fact.value
        from said
        cross join lateral jsonb_each(said.facts) as fact (key, value)
        order by fact.key, said.place desc
    ),

    known as (
        select coalesce(jsonb_object_agg(latest.key, latest.value), '{}') as facts
        from latest
    ),

    verdict as (
        select
            (
                array_agg(said.trigger_event order by said.place desc)
                filter (where said.trigger_event in ('{{ states | join("', '") }}'))
            )[1] as state,
            (
                array_agg(said.trigger_event = 'BOOKING_NO_SHOW_UPDATED' and said.is_absent order by said.place desc)
                filter (where said.trigger_event in ('{{ states | join("', '") }}', 'BOOKING_NO_SHOW_UPDATED'))
            )[1] as is_no_show,
            (
                array_agg(not said.is_absent order by said.place desc)
                filter (where said.trigger_event = 'BOOKING_NO_SHOW_UPDATED')
            )[1] as has_come,
            coalesce(bool_or(said.trigger_event = 'MEETING_ENDED'), false) as has_ended,
            bool_or(said.trigger_event in ('{{ states | join("', '") }}', 'MEETING_ENDED')) as is_booked,
            min(said.said_at) as made_at
        from said
    )

    select
        case
            when verdict.is_no_show then 'no_show'
            when verdict.state = 'BOOKING_CANCELLED' then 'cancelled'
            when verdict.state = 'BOOKING_REJECTED' then 'rejected'
            when verdict.has_ended then 'completed'
            when verdict.state = 'BOOKING_REQUESTED' then 'pending'
            when verdict.state = 'BOOKING_RESCHEDULED' then 'rescheduled'
            -- Of an undone absence alone nobody knows any more what the row was before it.
            when verdict.state = 'BOOKING_CREATED' or verdict.has_come then 'created'
        end as status,
        verdict.state is not null as is_state_told,
        verdict.has_come is not null as is_absence_told,
        kpi_instant(known.facts ->> 'startAt') as start_at,
        verdict.made_at,
        verdict.is_booked and known.facts ? 'startAt' as is_booked,
        known.facts - 'startAt' as facts
    from verdict
    cross join known
$$;

comment on function kpi_calcom_appointment(text, text) is
    'Status, start and metadata of an appointment by all that Cal.com has told of its booking, whatever came first';
