-- Mark the time that absences take up
-- object: function kpi_mark_time_off()
-- writes: kpi_mark
create or replace function kpi_mark_time_off() returns trigger
language plpgsql
as $$
begin
    if tg_op <> 'DELETE' then
        insert into kpi_mark (tenant_id, instants)
        select
            r.tenant_id,
            tstzrange(r.starts_at, r.ends_at) as instants
        from new_rows as r;
    end if;
    if tg_op <> 'INSERT' then
        insert into kpi_mark (tenant_id, instants)
        select
            r.tenant_id,
            tstzrange(r.starts_at, r.ends_at) as instants
        from old_rows as r;
    end if;
    return null;
end
$$;

comment on function kpi_mark_time_off() is 'Marks the time that absences take up';

create or replace trigger kpi_mark_inserted
after insert on kpi_staff_time_off
referencing new table as new_rows
for each statement execute function kpi_mark_time_off();

create or replace trigger kpi_mark_updated
after update on kpi_staff_time_off
referencing old table as old_rows new table as new_rows
for each statement execute function kpi_mark_time_off();

create or replace trigger kpi_mark_deleted
after delete on kpi_staff_time_off
referencing old table as old_rows
for each statement execute function kpi_mark_time_off();
