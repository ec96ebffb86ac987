-- Note that a migration has been applied
-- parameters: name, checksum
-- writes: kpi_migration
insert into kpi_migration (name, checksum, applied_at)
values ({{ param('name') }}, {{ param('checksum') }}, now())
