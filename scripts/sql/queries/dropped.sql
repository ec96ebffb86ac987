-- Note that a repeatable is dropped, with the privileges that go with it
-- parameters: name, grants
insert into kpi_repeatable (name, checksum, grants, applied_at)
values ({{ param('name') }}, null, {{ param('grants') }}::text[], now())
on conflict (name) do update
    set checksum = excluded.checksum, grants = excluded.grants, applied_at = excluded.applied_at
