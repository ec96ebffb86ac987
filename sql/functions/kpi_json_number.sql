-- A number in JSON: a number, or a plain decimal string, else null
-- object: function kpi_json_number(jsonb)
-- why: it names its argument as seldom as can be, because Postgres copies that expression to each place; the range is
--      for the caller to check, on a column that has the number already
create or replace function kpi_json_number(value jsonb) returns numeric
language sql immutable parallel safe
as $$
    select case jsonb_typeof(value)
        when 'number' then value::numeric
        when 'string'
            then case when value #>> '{}' ~ '^-?[0-9]{1,15}(\.[0-9]{1,15})?$' then (value #>> '{}')::numeric end
    end
$$;

comment on function kpi_json_number(jsonb) is
    'A JSON number, or a string of at most 15 digits before and after the point, else null; it never fails';
