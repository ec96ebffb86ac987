-- Take the privileges that a dropped repeatable had, to be given back
-- parameters: name
-- reads: kpi_repeatable
-- writes: kpi_repeatable
with held as (
    select r.name, r.grants
    from kpi_repeatable as r
    where r.name = {{ param('name') }} and r.grants <> '{}'
    for update
)

update kpi_repeatable as r
set grants = '{}'
from held
where r.name = held.name
returning held.grants
