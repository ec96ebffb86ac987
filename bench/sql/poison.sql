-- A tenant whose windows cannot be published
-- grain: one trigger
-- reads: tenants
create or replace function poison() returns trigger language plpgsql
as $$
begin
    if new.tenant_id = (select max(t.tenant_id) from tenants as t) then
        raise exception 'poisoned';
    end if;
    return new;
end
$$;

create trigger poison before insert on kpi_rollup for each row execute function poison();
