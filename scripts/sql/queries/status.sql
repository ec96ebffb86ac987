-- How far the windows of each salon are good, what is missing, and what failed
-- grain: one row per tenant and grain that is rolled up
-- parameters: tenant_ids, timezones, as_of
-- reads: kpi_coverage, kpi_history, kpi_ledger, kpi_failure, kpi_seal, kpi_retention
-- why: from ranges and by probes, so that it costs the same however long the history is
{%- set as_of = param('as_of') ~ '::timestamptz' %}
with asked as materialized (
    select
        ids.tenant_id,
        ids.timezone,
        history.first_row_at,
        ({{ as_of }} at time zone ids.timezone)::date as today
    from unnest(
        {{ param('tenant_ids') }}::text[], {{ param('timezones') }}::text[]
    ) as ids (tenant_id, timezone)
    left join kpi_history as history on ids.tenant_id = history.tenant_id
),

-- When the last closed window of each zone and grain ended.
closed as materialized (
    select zones.timezone, grains.granularity, grains.closed_at
    from (select distinct asked.timezone, asked.today from asked) as zones
    cross join lateral (
        values
        (
            'hour',
            kpi_day_start(zones.today, zones.timezone) + floor(
                extract(epoch from {{ as_of }} - kpi_day_start(zones.today, zones.timezone)) / 3600
            ) * interval '1 hour'
        ),
        ('day', kpi_day_start(zones.today, zones.timezone)),
        ('week', kpi_day_start(zones.today - extract(isodow from zones.today)::integer + 1, zones.timezone)),
        ('month', kpi_day_start(zones.today - extract(day from zones.today)::integer + 1, zones.timezone))
    ) as grains (granularity, closed_at)
),

states as materialized (
    select
        asked.tenant_id,
        asked.timezone,
        closed.granularity,
        case when coverage.timezone = asked.timezone then coverage.good else '{}' end as good,
        tstzmultirange(tstzrange(
            -- Who has only been backfilled has no history yet.
            least(coalesce(asked.first_row_at, lower(coverage.good)), closed.closed_at), closed.closed_at
        )) - case when coverage.timezone = asked.timezone then coverage.good else '{}' end as missing
    from asked
    inner join closed on asked.timezone = closed.timezone
    inner join kpi_coverage as coverage
        on asked.tenant_id = coverage.tenant_id and closed.granularity = coverage.granularity
),

sealed as materialized (
    select seals.tenant_id, max(upper(seals.sealed)) as sealed_until
    from kpi_seal as seals
    group by seals.tenant_id
)

select
    states.tenant_id,
    states.granularity,
    upper(states.good) as good_until,
    case states.granularity
        when 'hour' then lower(states.missing) + interval '1 hour'
        when 'day' then kpi_day_start(gap.day + 1, states.timezone)
        when 'week' then kpi_day_start(gap.day - extract(isodow from gap.day)::integer + 8, states.timezone)
        -- From a month's first day, 31 days lead into the next month.
        else kpi_day_start(gap.next_month - extract(day from gap.next_month)::integer + 1, states.timezone)
    end as missing_since,
    (
        select coalesce(sum(ceil(
            extract(epoch from upper(gaps.span) - lower(gaps.span)) / case states.granularity
                when 'hour' then 3600
                when 'day' then 90000
                when 'week' then 608400
                else 2682000
            end
        )), 0)::bigint
        from unnest(states.missing) as gaps (span)
    ) as missing,
    (
        select count(*)
        from unnest(states.missing) as gaps (span)
        inner join kpi_ledger as ledger
            on ledger.period_start >= lower(gaps.span) and ledger.period_start < upper(gaps.span)
        where
            ledger.tenant_id = states.tenant_id
            and ledger.granularity = states.granularity
            and ledger.period_end <= ledger.as_of
    ) as dirty,
    (
        select count(*)
        from kpi_ledger as ledger
        where
            ledger.tenant_id = states.tenant_id
            and ledger.granularity = states.granularity
            and ledger.period_start >= coalesce(upper(states.good), '-infinity')
            and ledger.period_end > least(ledger.as_of, ledger.computed_at)
    ) as provisional,
    greatest(
        sealed.sealed_until,
        (select max(upper(retention.deleted)) from kpi_retention as retention)
    ) as sealed_until,
    failure.failing,
    failure.error
from states
cross join lateral (
    select
        first_day.day,
        first_day.day - extract(day from first_day.day)::integer + 32 as next_month
    from (select (lower(states.missing) at time zone states.timezone)::date as day) as first_day
) as gap
left join sealed on states.tenant_id = sealed.tenant_id
left join lateral (
    select
        count(*) as failing,
        (array_agg(failures.error order by failures.failed_at desc))[1] as error
    from kpi_failure as failures
    where failures.tenant_id = states.tenant_id and failures.granularity = states.granularity
) as failure on true
order by states.tenant_id collate "C", array_position(array['hour', 'day', 'week', 'month'], states.granularity)
