-- An id in a JSON object: a non-empty string, else null
-- object: function kpi_json_id(jsonb, text)
create or replace function kpi_json_id(object jsonb, key text) returns text
language sql immutable parallel safe
as $$
    select case when jsonb_typeof(object -> key) = 'string' then nullif(object ->> key, '') end
$$;

comment on function kpi_json_id(jsonb, text) is 'The non-empty string under a key, else null';
