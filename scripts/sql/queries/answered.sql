-- The answer of a /kpi endpoint as it goes over the wire, and whether it is about windows that are over and good
-- grain: one row
-- parameters: tenant_id, staff_id, period, from_date, to_date, tz, series, compare
-- shape: level(salon: kpi_summary, staff: kpi_staff)
-- why: a range that is final may be kept for a while; one that was asked for without dates is another one tomorrow
select
    convert_to(a.answer::text, 'UTF8') as body,
    (
        coalesce({{ param('from_date') }}::date, {{ param('to_date') }}::date) is not null
        and (
            select
                bool_and(
                    not (q.quality -> 'provisional')::boolean
                    and q.quality -> 'windowsPresent' = q.quality -> 'windowsExpected'
                    and (q.quality -> 'windowsPresent')::integer > 0
                )
            from (
                values (a.answer -> 'quality'), (a.answer #> '{previous,quality}')
            ) as q (quality)
            where q.quality is not null
        )
    ) as is_final
from (
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
    offset 0
) as a
