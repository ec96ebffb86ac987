-- One row that the planner takes for fifty
-- object: function kpi_estimated_fifty()
-- why: Postgres takes an array of unknown length for ten elements; ours hold a tenant's bookings of some days, some
--      hundreds. Joined to such a set, this corrects the estimate, and with it the choice between probe and hash
create or replace function kpi_estimated_fifty() returns setof integer
language plpgsql immutable parallel safe rows 50
as $$
begin
    return next 1;
end
$$;

comment on function kpi_estimated_fifty() is 'One row that the planner takes for fifty: corrects an estimate, never a result';
