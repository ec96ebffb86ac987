-- The id of the event that a webhook of Cal.com becomes
-- object: function kpi_calcom_event_id(text, text, jsonb)
{%- import 'sql/_calcom.sql' as calcom %}
create or replace function kpi_calcom_event_id(tenant_id text, kind text, body jsonb) returns text
language sql immutable
as $$
    select format(
        'calcom-%s-%s',
        array_position(array['{{ calcom.ranks | join("', '") }}'], kind) - 1,
        md5(jsonb_build_array(kpi_calcom_event_id.tenant_id, kind, body)::text)
    )
$$;

comment on function kpi_calcom_event_id(text, text, jsonb) is
    'The same body has the same id. It begins with what settles ties of one instant: a cancellation is later than a creation';
