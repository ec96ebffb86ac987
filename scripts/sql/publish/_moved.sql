-- Macros: published windows that staged ones overlap, of a time zone that the tenant no longer has
-- parameters: run_id
-- reads: kpi_stage
-- why: windows of one grain differ in length by three days at the most, so that a range of the key bounds the search

{%- macro withdrawn(published) -%}
delete from {{ published }} as published
using kpi_stage as staged
where
    staged.run_id = {{ param('run_id') }}::text
    and staged.staff_id = ''
    and published.tenant_id = staged.tenant_id
    and published.granularity = staged.granularity
    and published.period_start <> staged.period_start
    and published.period_start < staged.period_end
    and published.period_start > staged.period_start
    - make_interval(hours => 72, secs => extract(epoch from staged.period_end - staged.period_start)::double precision)
    and published.period_end > staged.period_start
{%- endmacro -%}
