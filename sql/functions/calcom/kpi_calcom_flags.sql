-- Whether somebody had not come, as far as Cal.com had told by each of its words on that
-- object: function kpi_calcom_flags(text, text)
-- why: each word names some of the attendees, and the others stay as they were: one pass counts who is missing
create or replace function kpi_calcom_flags(tenant_id text, booking_id text)
returns table (place bigint, is_absent boolean)
language sql stable
as $$
    with changes as (
        select
            s.place,
            (flag.is_absent = 'true')::integer
            - lag((flag.is_absent = 'true')::integer, 1, 0) over (partition by flag.attendee order by s.place)
                as missing
        from kpi_calcom_statements(kpi_calcom_flags.tenant_id, kpi_calcom_flags.booking_id) as s
        cross join lateral jsonb_each(s.flags) as flag (attendee, is_absent)
    )

    select
        changes.place,
        sum(sum(changes.missing)) over (order by changes.place) > 0 as is_absent
    from changes
    group by changes.place
$$;

comment on function kpi_calcom_flags(text, text) is
    'By the place of a webhook that tells who did not come: whether anybody was missing by then, the latest word on each attendee counting';
