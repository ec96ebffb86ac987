-- Note that a repeatable is dropped, with the privileges that go with it
-- parameters: name, grants
-- writes: kpi_repeatable
-- why: one that is dropped already holds no privileges, and those noted then are still to be given back
insert into kpi_repeatable (name, checksum, grants, applied_at)
values ({{ param('name') }}, null, {{ param('grants') }}::text[], now())
on conflict (name) do update
    set
        checksum = excluded.checksum,
        template_checksum = null,
        grants = case when kpi_repeatable.checksum is null then kpi_repeatable.grants else excluded.grants end,
        applied_at = excluded.applied_at
