-- The hours of a day add up to the day, where all of them are good; else they are computed again
-- severity: warn
-- again: hour
-- reads: kpi_rollup, kpi_coverage
-- why: the day has just been read from the sources, so it is the hours that are behind
select
    days.tenant_id,
    days.granularity,
    days.period_start,
    days.period_end,
    concat(
        count(*), ' counters of its hours, such as ', min(days.key), ': hours ', min(days.of_hours), ', day ',
        min(days.of_day)
    ) as said
from (
    select
        hours.tenant_id,
        hours.granularity,
        hours.period_start,
        hours.period_end,
        counters.key,
        sum(counters.of_hours) as of_hours,
        sum(counters.of_day) as of_day
    from (
        select
            staged.tenant_id,
            staged.granularity,
            staged.period_start,
            staged.period_end,
            staged.counters_json as of_day,
            array_agg(published.counters_json) as of_hours
        from {{ staged }} as staged
        inner join kpi_rollup as published
            on staged.tenant_id = published.tenant_id
            and published.granularity = 'hour'
            and published.period_start >= staged.period_start
            and published.period_start < staged.period_end
        inner join kpi_coverage as coverage
            on staged.tenant_id = coverage.tenant_id
            and coverage.granularity = 'hour'
            and coverage.good @> tstzrange(staged.period_start, staged.period_end)
        where staged.granularity = 'day' and staged.staff_id = ''
        group by staged.tenant_id, staged.granularity, staged.period_start, staged.period_end, staged.counters_json
        having
            count(*) = ceil(extract(epoch from staged.period_end - staged.period_start) / 3600)
            and max(published.period_end) = staged.period_end
            and not bool_or(published.counters_json ?| array['sources_gone|message_log', 'sources_gone|job_log'])
    ) as hours
    cross join lateral (
        select entry.key, 0 as of_hours, entry.value::numeric as of_day
        from jsonb_each(hours.of_day) as entry (key, value)
        union all
        select entry.key, entry.value::numeric as of_hours, 0 as of_day
        from unnest(hours.of_hours) as hour (counters_json)
        cross join lateral jsonb_each(hour.counters_json) as entry (key, value)
    ) as counters
    where split_part(counters.key, '|', 1) not like '%\_max' and counters.key not like 'sources\_gone|%'
    group by hours.tenant_id, hours.granularity, hours.period_start, hours.period_end, counters.key
    having sum(counters.of_hours) <> sum(counters.of_day)
) as days
group by days.tenant_id, days.granularity, days.period_start, days.period_end
