-- Whether a value is what the owners hold the platform to
-- object: function kpi_target_met(numeric, numeric, boolean, text)
create or replace function kpi_target_met(
    value numeric, target numeric, target_is_exclusive boolean, direction text
) returns boolean
language sql immutable parallel safe
as $$
    select case
        when value = target then not target_is_exclusive
        else (value > target) = (direction = 'up')
    end
$$;

comment on function kpi_target_met(numeric, numeric, boolean, text) is
    'Whether a value meets a target of kpi_metric; null where there is no value or no target';
