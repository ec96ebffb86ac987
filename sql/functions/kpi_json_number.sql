-- A number in JSON: a number, or a plain decimal string, of at most 10^12 in size, else null
-- object: function kpi_json_number(jsonb)
create or replace function kpi_json_number(value jsonb) returns numeric
language sql immutable parallel safe
as $$
    select case
        when jsonb_typeof(value) = 'number'
            then case when value::numeric between -1000000000000 and 1000000000000 then value::numeric end
        when jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^-?[0-9]{1,15}(\.[0-9]{1,15})?$'
            then case
                when (value #>> '{}')::numeric between -1000000000000 and 1000000000000
                    then (value #>> '{}')::numeric
            end
    end
$$;

comment on function kpi_json_number(jsonb) is
    'A JSON number or plain decimal string of at most 10^12 in size, else null; it never fails';
