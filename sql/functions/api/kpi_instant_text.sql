-- An instant as RFC 3339 text in UTC
-- object: function kpi_instant_text(timestamptz)
-- why: as JSON it would be in the session's time zone, and so the same answer another text
create or replace function kpi_instant_text(instant timestamptz) returns text
language sql immutable parallel safe
as $$
    select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

comment on function kpi_instant_text(timestamptz) is 'An instant as RFC 3339 text in UTC, to the second';
