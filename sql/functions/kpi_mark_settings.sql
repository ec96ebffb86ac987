-- Mark all time of tenants whose settings change
-- object: function kpi_mark_settings()
-- writes: kpi_mark
-- why: the peak, the grid, the chairs of a salon are of no date: they are about its whole history
create or replace function kpi_mark_settings() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' then
        insert into kpi_mark (tenant_id, instants)
        select
            r.tenant_id,
            tstzrange(null, null) as instants
        from ((table new_rows except table old_rows) union (table old_rows except table new_rows)) as r
        group by r.tenant_id;
    elsif tg_op = 'INSERT' then
        insert into kpi_mark (tenant_id, instants)
        select
            r.tenant_id,
            tstzrange(null, null) as instants
        from new_rows as r;
    else
        insert into kpi_mark (tenant_id, instants)
        select
            r.tenant_id,
            tstzrange(null, null) as instants
        from old_rows as r;
    end if;
    return null;
end
$$;

comment on function kpi_mark_settings() is 'Marks all time of tenants whose settings change';

create or replace trigger kpi_mark_inserted
after insert on kpi_tenant_settings
referencing new table as new_rows
for each statement execute function kpi_mark_settings();

create or replace trigger kpi_mark_updated
after update on kpi_tenant_settings
referencing old table as old_rows new table as new_rows
for each statement execute function kpi_mark_settings();

create or replace trigger kpi_mark_deleted
after delete on kpi_tenant_settings
referencing old table as old_rows
for each statement execute function kpi_mark_settings();
