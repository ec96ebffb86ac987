-- Note that a migration, or a repeatable, has been applied
-- shape: table (kpi_migration or kpi_repeatable)
-- parameters: name, checksum
-- writes: kpi_migration, kpi_repeatable
insert into {{ table }} (name, checksum, applied_at)
values ({{ param('name') }}, {{ param('checksum') }}, now())
on conflict (name) do update
    set checksum = excluded.checksum, applied_at = excluded.applied_at
