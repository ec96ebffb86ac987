-- The wall clock of an instant in a tenant's zone, as analysts read it
-- object: function kpi_local(timestamptz, text)
-- why: a zone that this server does not know leaves one salon's clock empty, and the other salons' rows as they are
create or replace function kpi_local(instant timestamptz, zone text) returns timestamp
language plpgsql stable parallel safe
as $$
begin
    return instant at time zone coalesce(zone, 'UTC');
exception
    when invalid_parameter_value then
        return null;
end
$$;

comment on function kpi_local(timestamptz, text) is
    'Local wall clock of an instant; UTC where no zone is set, null where the server does not know it';
