-- Which member of staff a user of Cal.com is
-- object: function kpi_calcom_staff(text, jsonb)
-- reads: kpi_staff_schedule
-- why: hosts name their staff as they like; whichever of the user's names has a schedule is the one
{%- import 'sql/_calcom.sql' as calcom %}
create or replace function kpi_calcom_staff(tenant_id text, cal_user jsonb) returns text
language sql stable
as $$
    with names as (
        select named.place, named.staff_id
        from unnest(array[
            {{ calcom.id('cal_user', 'id') }},
            {{ calcom.id('cal_user', 'username') }},
            {{ calcom.id('cal_user', 'email') }}
        ]) with ordinality as named (staff_id, place)
        where named.staff_id is not null
    )

    select names.staff_id
    from names
    order by
        exists (
            select from kpi_staff_schedule as s
            where s.tenant_id = kpi_calcom_staff.tenant_id and s.staff_id = names.staff_id
        ) desc,
        names.place
    limit 1
$$;

comment on function kpi_calcom_staff(text, jsonb) is
    'The id, username or email of a Cal.com user, whichever is the first with a schedule; the first of them where none has one';
