-- What is wrong with a webhook of Cal.com
-- object: function kpi_calcom_problem(text, jsonb)
-- why: only what says which booking or absence it is about, and when, is asked for; all else may be missing
{%- import 'sql/_calcom.sql' as calcom %}
create or replace function kpi_calcom_problem(tenant_id text, body jsonb) returns text
language plpgsql stable
as $$
declare
    problem constant text := kpi_tenant_problem(kpi_calcom_problem.tenant_id);
    told constant jsonb := {{ calcom.told('body') }};
    said_at constant timestamptz := {{ calcom.said_at('body', 'told') | indent(4) }};
    uid constant text := {{ calcom.uid('told') }};
    trigger_event constant text := kpi_json_id(body, 'triggerEvent');
begin
    if problem is not null then
        return problem;
    elsif jsonb_typeof(body) is distinct from 'object' then
        return 'payload is no object';
    elsif trigger_event is null then
        return 'triggerEvent is missing or no string';
    elsif said_at is null and coalesce(body -> 'createdAt', 'null') <> 'null' then
        return 'createdAt is no instant such as 2026-03-29T06:00:00.000Z';
    elsif not (
        said_at >= timestamptz '2000-01-01 00:00:00+00' and said_at <= statement_timestamp() + interval '24 hours'
    ) then
        return 'createdAt is before the year 2000, or more than a day ahead';
    elsif trigger_event in ('{{ calcom.triggers | join("', '") }}') and (octet_length(uid) <= 1000) is not true then
        return 'uid is missing, or no string of 1 to 1000 bytes';
    elsif trigger_event = 'BOOKING_NO_SHOW_UPDATED' and jsonb_path_exists(
        told, 'strict $.attendees[*] ? (@.noShow == true || @.noShow == false)', silent => true
    ) is not true then
        return 'attendees has nobody with noShow true or false';
    elsif trigger_event = 'OOO_CREATED' then
        return kpi_calcom_absence_problem(told -> 'oooEntry');
    end if;
    return null;
end
$$;

comment on function kpi_calcom_problem(text, jsonb) is 'Why a webhook of Cal.com cannot be taken, by name; null: it can';
