-- Note that a repeatable has been applied
-- parameters: name, checksum, template_checksum
-- writes: kpi_repeatable
insert into kpi_repeatable (name, checksum, template_checksum, applied_at)
values ({{ param('name') }}, {{ param('checksum') }}, {{ param('template_checksum') }}, now())
on conflict (name) do update
    set
        checksum = excluded.checksum,
        template_checksum = excluded.template_checksum,
        applied_at = excluded.applied_at
