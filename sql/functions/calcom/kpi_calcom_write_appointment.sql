-- Write what Cal.com has told of a booking to the host's row of it
-- object: function kpi_calcom_write_appointment(text, text)
-- reads: kpi_source_appointments_map
-- writes: appointments_map, kpi_mark
-- why: a row that is already so is left alone. No stamp tells what an appointment was before, so that is marked
{%- import 'sql/_calcom.sql' as calcom %}
{%- import 'sql/_host_rows.sql' as rows %}
{%- set table = host('appointments_map') %}
create or replace function kpi_calcom_write_appointment(tenant_id text, booking_id text) returns void
language plpgsql
set timezone = 'UTC'
as $$
#variable_conflict use_column
declare
    tenant constant text := kpi_calcom_write_appointment.tenant_id;
    uid constant text := kpi_calcom_write_appointment.booking_id;
    new_id constant text := md5(jsonb_build_array('calcom', tenant, uid)::text)::uuid::text;
    later text;
    written bigint := 0;
begin
{%- if table.lacks(['id', 'tenant_id', 'calcom_booking_id', 'status', 'start_at']) %}
    {{ rows.refuse('appointments_map') | indent(4) }}
{%- else %}
    {{ rows.insert(table, 'appointments_map', {
        'id': 'new_id',
        'tenant_id': 'tenant',
        'calcom_booking_id': 'uid',
        'status': 'said.status',
        'start_at': 'said.start_at',
        'metadata': "kpi_calcom_metadata('{}', said.facts, null)",
        'created_at': 'said.made_at',
        'updated_at': 'statement_timestamp()',
    }, "from kpi_calcom_appointment(tenant, uid) as said
    where
        said.is_booked
        and not exists (
            select from kpi_source_appointments_map as r
            where r.tenant_id = tenant and r.booking_id = uid
        )") | indent(4) }}
    with now_told as (
        select
            r.id,
            r.start_at as old_start_at,
            r.client_id as old_client_id,
            r.metadata as old_metadata,
            r.created_at as old_created_at,
            r.status as old_status,
            case
                -- The end of a meeting is a timer, and knows of nothing that the host has ended before.
                when
                    not said.is_state_told
                    and (r.status in ('cancelled', 'rejected') or r.status = 'no_show' and not said.is_absence_told)
                    then null
                else said.status
            end as status,
            coalesce(said.start_at, r.start_at) as start_at,
            coalesce(inherited.client_id, {{ calcom.own_client('r') }}) as client_id,
            kpi_calcom_metadata(r.metadata, said.facts, inherited.client_id) as metadata,
            case when r.id = new_id then said.made_at else r.created_at end as created_at,
            statement_timestamp() as updated_at
        from kpi_source_appointments_map as r
        cross join kpi_calcom_appointment(tenant, uid) as said
        cross join lateral (
            select
                case
                    when {{ calcom.own_client('r') }} is null then kpi_calcom_client(
                        tenant,
                        uid,
                        kpi_json_id(kpi_calcom_metadata(r.metadata, said.facts, null), 'rescheduledFromUid')
                    )
                end as client_id
        ) as inherited
        where r.tenant_id = tenant and r.booking_id = uid
    ),

    changed as (
        select n.*
        from now_told as n
        where
            n.status <> n.old_status
            or n.old_status is null
            or n.start_at is distinct from n.old_start_at
            or n.client_id is distinct from n.old_client_id
            or n.metadata is distinct from n.old_metadata
            or n.created_at is distinct from n.old_created_at
    ),

    marked as (
        insert into kpi_mark (tenant_id, source, instants, booking_id, client_id, metadata)
        select
            tenant,
            'appointments_map',
            case when isfinite(n.old_start_at) then tstzrange(n.old_start_at, n.old_start_at, '[]') end,
            uid,
            n.old_client_id,
            n.old_metadata
        from changed as n
        where written = 0
    )

    update {{ table }} as a
    set
        {{- rows.assign(table, {
            'status': 'coalesce(n.status, a.status)',
            'start_at': 'n.start_at',
            'client_id': 'n.client_id',
            'metadata': 'n.metadata',
            'created_at': 'n.created_at',
            'updated_at': 'n.updated_at',
        }) | indent(8) }}
    from changed as n
    where a.id = n.id and a.tenant_id = tenant;
    get diagnostics written = row_count;
    -- What took its place, and came first, did not know whose it was.
    if written > 0 then
        for later in
            select r.booking_id
            from kpi_source_appointments_map as r
            where
                r.tenant_id = tenant
                and r.rescheduled_from_id = uid
                and r.metadata ? 'rescheduledFromUid'
                and r.booking_id <> uid
                and {{ calcom.own_client('r') }} is null
        loop
            perform kpi_calcom_write_appointment(tenant, later);
        end loop;
    end if;
{%- endif %}
end
$$;

comment on function kpi_calcom_write_appointment(text, text) is
    'Makes or mends the host''s row of a booking by all that Cal.com has told of it';
