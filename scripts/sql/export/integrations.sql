-- Calls of and by other systems, and how many failed, over the last good hour and day of each salon
-- grain: one row per sample
-- parameters: tenant_ids, as_of
-- reads: kpi_coverage, kpi_rollup
-- why: the twenty targets with the most calls have a label of their own, of APIs and of webhooks each
{%- import 'scripts/sql/export/_last_good.sql' as last_good %}
with counted as materialized (
    {{- last_good.summed(['api_calls', 'api_errors', 'webhook_', 'stt_', 'ocr_']) }}
),

kinds as (
    select
        names.kind,
        names.help,
        names.has_targets
    from (
        values
        ('api', 'Calls of other systems', true),
        ('webhook', 'Calls by other systems', true),
        ('stt', 'Speech turned into text', false),
        ('ocr', 'Pictures turned into text', false)
    ) as names (kind, help, has_targets)
),

by_target as (
    select
        counted.granularity,
        kinds.kind,
        counted.name as target,
        coalesce(sum(counted.value) filter (where counted.counter like '%\_calls'), 0) as calls,
        coalesce(sum(counted.value) filter (where counted.counter like '%\_errors'), 0) as errors
    from counted
    inner join kinds on split_part(counted.counter, '_', 1) = kinds.kind
    -- Of those by target, the totals say nothing more.
    where (counted.name <> '') = kinds.has_targets
    group by counted.granularity, kinds.kind, counted.name
),

ranked as (
    select
        targets.kind,
        targets.target,
        row_number() over (
            partition by targets.kind
            order by targets.calls desc, targets.target collate "C"
        ) as place
    from (
        select by_target.kind, by_target.target, sum(by_target.calls) as calls
        from by_target
        group by by_target.kind, by_target.target
    ) as targets
),

shown as (
    select
        by_target.granularity,
        by_target.kind,
        label.target,
        sum(by_target.calls) as calls,
        sum(by_target.errors) as errors
    from by_target
    inner join ranked on by_target.kind = ranked.kind and by_target.target = ranked.target
    cross join lateral (
        select case when ranked.place <= 20 then nullif(by_target.target, '') else 'other' end as target
    ) as label
    group by by_target.granularity, by_target.kind, label.target
)

select
    format('kpi_tool_%s_%s', kinds.kind, sample.suffix) as metric,
    'gauge' as type,
    format('%s in the last good window of each tenant: %s', kinds.help, sample.help) as help,
    jsonb_strip_nulls(jsonb_build_object('grain', shown.granularity, 'target', shown.target)) as labels,
    sample.value
from shown
inner join kinds on shown.kind = kinds.kind
cross join lateral (
    values
    ('calls', 'how many.', shown.calls),
    ('errors', 'how many failed.', shown.errors),
    ('error_ratio', 'errors to calls; absent without calls.', shown.errors / nullif(shown.calls, 0))
) as sample (suffix, help, value)
where sample.value is not null
