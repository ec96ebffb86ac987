-- The spans of some time zones: every day (with its hours), week or month between two dates, or the last closed window
-- grain: one row per time zone and span, newest first
-- shape: grain; dated (between two dates, else only the last window); with_open (also what is not over at as_of)
-- parameters: timezones, as_of, from_date (where dated), to_date (where dated)
-- why: zones are few and tenants many, so dates become instants once per zone
with candidates as (
    select
        zones.timezone,
        {%- if dated %}
        {{ param('from_date') }}::date - 31 + n as day
        {%- else %}
        ({{ param('as_of') }}::timestamptz at time zone zones.timezone)::date - 62 + n as day
        {%- endif %}
    from unnest({{ param('timezones') }}::text[]) as zones (timezone)
    cross join generate_series(
        0, {% if dated %}{{ param('to_date') }}::date - {{ param('from_date') }}::date + 31{% else %}63{% endif %}
    ) as n
),

dates as (
    select
        timezone,
        day,
        {% if grain == 'week' %}day + 7{% elif grain == 'month' %}(day + interval '1 month')::date{% else %}day + 1{% endif %} as next_day
    from candidates
    {%- if grain == 'week' %}
    where extract(isodow from day) = 1
    {%- elif grain == 'month' %}
    where extract(day from day) = 1
    {%- endif %}
),

spans as (
    select
        timezone,
        kpi_day_start(day, timezone) as day_start,
        kpi_day_start(next_day, timezone) as day_end
    from dates
    {%- if dated %}
    where next_day > {{ param('from_date') }}::date
    {%- endif %}
),

closed as (
    select
        timezone,
        day_start,
        day_end,
        {%- if grain == 'hour' %}
        day_start + floor(
            extract(epoch from least({{ param('as_of') }}::timestamptz, day_end) - day_start) / 3600
        ) * interval '1 hour' as last_full_hour,
        {%- endif %}
        {{ param('as_of') }}::timestamptz as as_of
    from spans
),

cut as (
    select
        timezone,
        {%- if grain == 'hour' and not dated %}
        case when day_end <= as_of and last_full_hour < day_end then last_full_hour
            else last_full_hour - interval '1 hour' end as span_start,
        {%- else %}
        day_start as span_start,
        {%- endif %}
        {%- if grain == 'hour' and not (dated and with_open) %}
        case when day_end <= as_of then day_end else last_full_hour end as span_end,
        {%- else %}
        day_end as span_end,
        {%- endif %}
        day_start,
        day_end,
        as_of
    from closed
)

select {% if not dated %}distinct on (timezone) {% endif %}timezone, span_start, span_end, day_start, day_end
from cut
where
    span_start < span_end
    and span_start >= day_start
    {%- if not (dated and with_open) %}
    and span_end <= as_of
    {%- endif %}
order by {% if not dated %}timezone, {% endif %}span_start desc, timezone
