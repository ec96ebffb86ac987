-- The two tables in which migrate keeps its own books
-- writes: kpi_migration, kpi_repeatable
create table if not exists kpi_migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
);
comment on table kpi_migration is 'Applied files of migrations/: each runs once and never changes';
comment on column kpi_migration.name is 'File name without ending';
comment on column kpi_migration.checksum is 'SHA-256 of the text that was applied';
comment on column kpi_migration.applied_at is 'When';
create table if not exists kpi_repeatable (
    name text primary key,
    checksum text,
    template_checksum text,
    grants text[] not null default '{}',
    applied_at timestamptz not null default now()
);
comment on table kpi_repeatable is 'Applied files of sql/: re-applied whenever their rendered text changes';
comment on column kpi_repeatable.name is 'The object that the file makes';
comment on column kpi_repeatable.checksum is 'SHA-256 of the rendered text that was applied; null while the object is dropped';
comment on column kpi_repeatable.template_checksum is 'SHA-256 of the file; differs from another version''s, whatever the host has';
comment on column kpi_repeatable.grants is 'While it is dropped: the privileges to give back';
comment on column kpi_repeatable.applied_at is 'When';
