-- Whose appointment a booking is that took the place of others
-- object: function kpi_calcom_client(text, text, text)
-- reads: kpi_source_appointments_map
-- why: Cal.com does not know the host's clients; the appointment that was moved does
{%- import 'sql/_calcom.sql' as calcom %}
create or replace function kpi_calcom_client(tenant_id text, booking_id text, replaced_id text) returns text
language sql stable
as $$
    with recursive replaced as (
        select 1 as steps, kpi_calcom_client.replaced_id as uid
        union all
        select later.steps + 1, a.rescheduled_from_id
        from replaced as later
        inner join kpi_source_appointments_map as a
            on a.tenant_id = kpi_calcom_client.tenant_id and a.booking_id = later.uid
        where a.rescheduled_from_id is not null and a.rescheduled_from_id <> kpi_calcom_client.booking_id
    ) cycle uid set is_cycle using path

    select {{ calcom.own_client('a') }}
    from replaced
    inner join kpi_source_appointments_map as a
        on a.tenant_id = kpi_calcom_client.tenant_id and a.booking_id = replaced.uid
    where {{ calcom.own_client('a') }} <> ''
    order by replaced.steps, a.id
    limit 1
$$;

comment on function kpi_calcom_client(text, text, text) is
    'The client of the nearest appointment that a booking took the place of and whose client the host knows; null: none';
