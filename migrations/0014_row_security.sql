-- 0014 row security: each salon's rows for those who have named it, all rows for the owner of the tables

-- What depends on roles that may not exist is made by every migrate, from sql/security.
do $$
declare
    of_tenant constant text := $qual$tenant_id = nullif(current_setting('kpi_tool.tenant_id', true), '')$qual$;
    guarded record;
begin
    for guarded in
        select c.oid::regclass as relation, pg_get_userbyid(c.relowner) as owner, listed.access
        from (
            values
            ('kpi_rollup', 'computed'),
            ('staff_kpi_rollup', 'computed'),
            ('kpi_ledger', 'computed'),
            ('kpi_coverage', 'computed'),
            ('kpi_history', 'computed'),
            ('kpi_failure', 'computed'),
            ('kpi_seal', 'computed'),
            ('kpi_tenant_settings', 'kept'),
            ('kpi_opening_hours', 'kept'),
            ('kpi_staff_schedule', 'kept'),
            ('kpi_staff_time_off', 'kept'),
            ('kpi_ignored_webhook', 'kept'),
            ('kpi_integration_log', 'reported'),
            ('kpi_queue_sample', 'reported'),
            ('kpi_mark', 'reported'),
            ('kpi_token', 'secret')
        ) as listed (name, access)
        inner join pg_class as c on c.oid = to_regclass(format('%I.%I', current_schema(), listed.name))
    loop
        execute format('alter table %s enable row level security', guarded.relation);
        execute format('alter table %s force row level security', guarded.relation);
        execute format('create policy kpi_owner on %s to %I using (true)', guarded.relation, guarded.owner);
        if guarded.access <> 'secret' then
            execute format(
                'create policy kpi_tenant on %s for %s using (%s)',
                guarded.relation,
                case guarded.access when 'kept' then 'all' else 'select' end,
                of_tenant
            );
        end if;
        -- Whoever is granted it may report for any salon: that shows him nothing.
        if guarded.access = 'reported' then
            execute format('create policy kpi_report on %s for insert with check (true)', guarded.relation);
        end if;
    end loop;
end
$$;
