-- The answer of a /kpi endpoint as it goes over the wire, and whether it is about windows that are over and good
-- grain: one row
-- parameters: tenant_id, staff_id, period, from_date, to_date, tz, series, compare
-- shape: level(salon: kpi_summary, staff: kpi_staff)
-- why: a range that is final may be kept for a while; one that was asked for without dates is another one tomorrow
with answered as materialized (
    select
        {% if level == 'staff' -%}
        kpi_staff(
            tenant_id => {{ param('tenant_id') }}::text,
            staff_id => {{ param('staff_id') }}::text,
        {%- else -%}
        kpi_summary(
            tenant_id => {{ param('tenant_id') }}::text,
        {%- endif %}
            period => {{ param('period') }}::text,
            from_date => {{ param('from_date') }}::date,
            to_date => {{ param('to_date') }}::date,
            tz => {{ param('tz') }}::text,
            series => {{ param('series') }}::boolean,
            compare => {{ param('compare') }}::text
        ) as answer
),

ranges as (
    select a.answer -> 'quality' as quality
    from answered as a
    union all
    select a.answer #> '{previous,quality}'
    from answered as a
    where a.answer ? 'previous'
)

select
    convert_to(a.answer::text, 'UTF8') as body,
    (
        coalesce({{ param('from_date') }}::date, {{ param('to_date') }}::date) is not null
        and (
            select
                bool_and(
                    not (r.quality -> 'provisional')::boolean
                    and r.quality -> 'windowsPresent' = r.quality -> 'windowsExpected'
                    and (r.quality -> 'windowsPresent')::integer > 0
                )
            from ranges as r
        )
    ) as is_final
from answered as a
