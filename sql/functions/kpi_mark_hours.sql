-- Mark the dates on which opening hours or schedules change
-- object: function kpi_mark_hours()
-- writes: kpi_mark
-- why: a span may run past midnight, so that the day after the last one is concerned too
create or replace function kpi_mark_hours() returns trigger
language plpgsql
as $$
begin
    if tg_op <> 'DELETE' then
        insert into kpi_mark (tenant_id, dates)
        select
            r.tenant_id,
            daterange(
                r.valid_from, case when r.valid_to is not null then greatest(r.valid_from, r.valid_to + 2) end
            ) as dates
        from new_rows as r;
    end if;
    if tg_op <> 'INSERT' then
        insert into kpi_mark (tenant_id, dates)
        select
            r.tenant_id,
            daterange(
                r.valid_from, case when r.valid_to is not null then greatest(r.valid_from, r.valid_to + 2) end
            ) as dates
        from old_rows as r;
    end if;
    return null;
end
$$;

comment on function kpi_mark_hours() is 'Marks the dates on which opening hours or schedules change';

create or replace trigger kpi_mark_inserted
after insert on kpi_opening_hours
referencing new table as new_rows
for each statement execute function kpi_mark_hours();

create or replace trigger kpi_mark_updated
after update on kpi_opening_hours
referencing old table as old_rows new table as new_rows
for each statement execute function kpi_mark_hours();

create or replace trigger kpi_mark_deleted
after delete on kpi_opening_hours
referencing old table as old_rows
for each statement execute function kpi_mark_hours();

create or replace trigger kpi_mark_inserted
after insert on kpi_staff_schedule
referencing new table as new_rows
for each statement execute function kpi_mark_hours();

create or replace trigger kpi_mark_updated
after update on kpi_staff_schedule
referencing old table as old_rows new table as new_rows
for each statement execute function kpi_mark_hours();

create or replace trigger kpi_mark_deleted
after delete on kpi_staff_schedule
referencing old table as old_rows
for each statement execute function kpi_mark_hours();
