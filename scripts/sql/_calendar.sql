-- Macros: local days, weeks and months of some time zones as instants
-- why: zones are few and tenants many, so dates become instants once per zone

{#- One row per zone and day, week or month (for hours: day) that starts between its two dates; `zones` has (timezone,
    first_day, last_day). A date that a zone skips has no row. -#}
{%- macro calendar(grain, zones) -%}
(
        select days.timezone, days.day_start, days.day_end
        from (
            select
                zones.timezone,
                kpi_day_start(zones.first_day + n, zones.timezone) as day_start,
                kpi_day_start(
                    {%- if grain == 'week' %}
                    zones.first_day + n + 7,
                    {%- elif grain == 'month' %}
                    (zones.first_day + n + interval '1 month')::date,
                    {%- else %}
                    zones.first_day + n + 1,
                    {%- endif %}
                    zones.timezone
                ) as day_end
            from {{ zones }} as zones
            cross join lateral generate_series(0, zones.last_day - zones.first_day) as n
            {%- if grain == 'week' %}
            where extract(isodow from zones.first_day + n) = 1
            {%- elif grain == 'month' %}
            where extract(day from zones.first_day + n) = 1
            {%- endif %}
        ) as days
        where days.day_start < days.day_end
    )
{%- endmacro -%}
