-- Macros: weekly hours as instants: when staff were there, and when chairs were
-- parameters: tenant_ids
-- reads: kpi_staff_schedule, kpi_staff_time_off, kpi_opening_hours, kpi_tenant
-- why: a wall-clock time becomes an instant in the salon's zone, then everything is arithmetic on ranges

{#- Seconds of [from, to) inside the joined `windows`; 0 where it ends before that. -#}
{%- macro seconds(from_at, to_at) -%}
greatest(0, extract(
        epoch from least({{ to_at }}, windows.period_end) - greatest({{ from_at }}, windows.period_start)
    ))
{%- endmacro -%}

{#- The local dates whose hours can touch a day: its own and two before it, because the wall clock of a night shift may
    have been moved on by a skipped date. -#}
{%- macro dates(units) -%}
(
        select units.*, t.timezone, t.chairs, (units.day_start at time zone t.timezone)::date + n as day
        from {{ units }} as units
        inner join kpi_tenant as t on units.tenant_id = t.tenant_id
        cross join generate_series(-2, 0) as n
        offset 0
    )
{%- endmacro -%}

{#- A row of weekly hours is in force on a date. -#}
{%- macro in_force(hours, day) -%}
{{ hours }}.valid_from <= {{ day }} and ({{ hours }}.valid_to >= {{ day }} or {{ hours }}.valid_to is null)
{%- endmacro -%}

{#- The instants of a row of weekly hours on a date, as a range; an end at or before the start is on the next day, and
    what a clock change turns round is empty. -#}
{%- macro instants(day, starts, ends, zone) -%}
tstzrange(
            ({{ day }} + {{ starts }}) at time zone {{ zone }},
            greatest(
                ({{ day }} + {{ starts }}) at time zone {{ zone }},
                ({{ day }} + case when {{ ends }} <= {{ starts }} then 1 else 0 end + {{ ends }}) at time zone {{ zone }}
            )
        )
{%- endmacro -%}

{#- One row per tenant, staff and local date on which any row of the staff's schedule is in force. -#}
{%- macro scheduled(units) -%}
(
                select dates.tenant_id, hours.staff_id, dates.day
                from {{ dates(units) }} as dates
                inner join (
                    select distinct schedule.tenant_id, schedule.staff_id, schedule.valid_from, schedule.valid_to
                    from kpi_staff_schedule as schedule
                    where schedule.tenant_id = any({{ param('tenant_ids') }}::text[])
                ) as hours on dates.tenant_id = hours.tenant_id and {{ in_force('hours', 'dates.day') }}
            )
{%- endmacro -%}

{#- One row per tenant, staff, span and stretch of presence: the union of the schedule, without time off. -#}
{%- macro of_staff(units) -%}
(
        select
            shifts.tenant_id,
            shifts.staff_id,
            shifts.span_start,
            shifts.span_end,
            shifts.day_start,
            shifts.day_end,
            shifts.source_id,
            lower(stretch) as from_at,
            upper(stretch) as to_at
        from (
            select
                dates.tenant_id,
                hours.staff_id,
                dates.span_start,
                dates.span_end,
                dates.day_start,
                dates.day_end,
                string_agg(hours.id::text, ',' order by hours.id) as source_id,
                range_agg({{ instants('dates.day', 'hours.starts_at', 'hours.ends_at', 'dates.timezone') }}) as present
            from {{ dates(units) }} as dates
            inner join kpi_staff_schedule as hours
                on dates.tenant_id = hours.tenant_id
                and hours.weekday = extract(isodow from dates.day)::integer
                and {{ in_force('hours', 'dates.day') }}
            group by
                dates.tenant_id, hours.staff_id, dates.span_start, dates.span_end, dates.day_start, dates.day_end
        ) as shifts
        cross join lateral unnest(shifts.present - (
            select coalesce(range_agg(tstzrange(away.starts_at, away.ends_at)), '{}')
            from kpi_staff_time_off as away
            where
                away.tenant_id = shifts.tenant_id
                and away.staff_id = shifts.staff_id
                and away.starts_at < shifts.span_end
                and away.ends_at > shifts.span_start
        )) as stretch
    )
{%- endmacro -%}

{#- One row per tenant, span and stretch of opening, with the chairs. -#}
{%- macro of_chairs(units) -%}
(
        select
            opening.tenant_id,
            opening.span_start,
            opening.span_end,
            opening.day_start,
            opening.day_end,
            opening.chairs,
            opening.source_id,
            lower(stretch) as from_at,
            upper(stretch) as to_at
        from (
            select
                dates.tenant_id,
                dates.span_start,
                dates.span_end,
                dates.day_start,
                dates.day_end,
                dates.chairs,
                string_agg(hours.id::text, ',' order by hours.id) as source_id,
                range_agg({{ instants('dates.day', 'hours.opens_at', 'hours.closes_at', 'dates.timezone') }}) as open
            from {{ dates(units) }} as dates
            inner join kpi_opening_hours as hours
                on dates.tenant_id = hours.tenant_id
                and hours.weekday = extract(isodow from dates.day)::integer
                and {{ in_force('hours', 'dates.day') }}
            where dates.chairs > 0
            group by
                dates.tenant_id, dates.span_start, dates.span_end, dates.day_start, dates.day_end, dates.chairs
        ) as opening
        cross join lateral unnest(opening.open) as stretch
    )
{%- endmacro -%}
