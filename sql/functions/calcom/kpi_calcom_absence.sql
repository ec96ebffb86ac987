-- Write an absence that Cal.com tells of
-- object: function kpi_calcom_absence(text, jsonb, timestamptz)
-- reads: kpi_tenant
-- writes: kpi_staff_time_off
-- why: whole days come as UTC's midnights, whatever zone they are meant in: that of the user, else of the salon
{%- import 'sql/_calcom.sql' as calcom %}
create or replace function kpi_calcom_absence(tenant_id text, entry jsonb, said_at timestamptz) returns text
language plpgsql
as $$
#variable_conflict use_column
declare
    told record;
    zone text := entry -> 'user' ->> 'timeZone';
    written bigint;
begin
    select
        kpi_instant(entry ->> 'start') as starts_at,
        kpi_instant(entry ->> 'end') as ends_at,
        kpi_calcom_staff(kpi_calcom_absence.tenant_id, entry -> 'user') as staff_id,
        kpi_json_id(entry -> 'reason', 'reason') as reason,
        coalesce(kpi_instant(entry ->> 'updatedAt'), said_at) as updated_at
    into told;
    if
        (told.starts_at at time zone 'UTC')::time = '00:00'
        and (told.ends_at at time zone 'UTC')::time >= '23:59:59'
    then
        if kpi_is_timezone(zone) is not true then
            select t.timezone into zone from kpi_tenant as t where t.tenant_id = kpi_calcom_absence.tenant_id;
        end if;
        if kpi_is_timezone(zone) then
            told.starts_at := told.starts_at at time zone 'UTC' at time zone zone;
            told.ends_at := told.ends_at at time zone 'UTC' at time zone zone;
        end if;
    end if;
    insert into kpi_staff_time_off as known (id, tenant_id, staff_id, starts_at, ends_at, reason, updated_at)
    values (
        md5(
            jsonb_build_array(
                'calcom',
                kpi_calcom_absence.tenant_id,
                coalesce(entry -> 'uuid', entry -> 'id', entry)
            )::text
        )::uuid,
        kpi_calcom_absence.tenant_id,
        told.staff_id,
        told.starts_at,
        told.ends_at,
        told.reason,
        told.updated_at
    )
    on conflict (tenant_id, id) do update set
        staff_id = excluded.staff_id,
        starts_at = excluded.starts_at,
        ends_at = excluded.ends_at,
        reason = excluded.reason,
        updated_at = excluded.updated_at
    where
        (excluded.updated_at, excluded.starts_at, excluded.ends_at, excluded.staff_id, coalesce(excluded.reason, ''))
        > (known.updated_at, known.starts_at, known.ends_at, known.staff_id, coalesce(known.reason, ''));
    get diagnostics written = row_count;
    return case written when 0 then 'known' else 'stored' end;
end
$$;

comment on function kpi_calcom_absence(text, jsonb, timestamptz) is
    'Writes an out-of-office entry of Cal.com to kpi_staff_time_off; of several tellings the one that Cal.com changed last counts';
