-- Who of a booking's attendees had not come, as far as Cal.com had told by a place in the order of its instants
-- object: function kpi_calcom_flags(text, text, bigint)
create or replace function kpi_calcom_flags(tenant_id text, booking_id text, by_place bigint)
returns table (attendee text, is_absent boolean)
language sql stable
as $$
    select distinct on (flag.attendee)
        flag.attendee,
        flag.is_absent = 'true' as is_absent
    from kpi_calcom_statements(kpi_calcom_flags.tenant_id, kpi_calcom_flags.booking_id) as s
    cross join lateral jsonb_each(s.flags) as flag (attendee, is_absent)
    where s.place <= by_place
    order by flag.attendee, s.place desc
$$;

comment on function kpi_calcom_flags(text, text, bigint) is
    'The attendees of a booking that Cal.com had told of by then, each by a hash of the address, with the latest word on each';
