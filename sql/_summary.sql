-- Macros: what the parts of a summary share
-- reads: kpi_rollup, staff_kpi_rollup

{#- A column of the stored row, of the salon or of the member, that a row `part` names. What is stored of a salon says
    that the window was rolled up: a member without a row of his own has nothing to count in it. -#}
{%- macro of_row(column, function, part) -%}
case
            when {{ function }}.staff_id is null then (
                select salon.{{ column }}
                from kpi_rollup as salon
                where
                    salon.tenant_id = {{ function }}.tenant_id
                    and salon.granularity = {{ part }}.granularity
                    and salon.period_start = {{ part }}.period_start
            )
            else (
                select staff.{{ column }}
                from staff_kpi_rollup as staff
                where
                    staff.tenant_id = {{ function }}.tenant_id
                    and staff.staff_id = {{ function }}.staff_id
                    and staff.granularity = {{ part }}.granularity
                    and staff.period_start = {{ part }}.period_start
            )
        end
{%- endmacro -%}

{#- Whether anything answers for a window, and whether its numbers may still change; grouped by window. -#}
{%- macro is_present() -%}
count(tiles.granularity) > 0
{%- endmacro -%}
{%- macro is_provisional() -%}
count(tiles.granularity) > 0
        and (bool_and(tiles.is_good) and max(tiles.covered_until) = tiles.ends_at) is not true
{%- endmacro -%}
