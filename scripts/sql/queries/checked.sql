-- Hold staged windows against the checks: those that fail one are withheld, and what they replace stays
-- grain: one row per window and check that it does not pass
-- shape: checks
-- parameters: run_id
-- reads: kpi_stage, kpi_rollup, kpi_coverage, the checks
-- writes: kpi_stage, kpi_failure, kpi_coverage
-- why: in the transaction that publishes, so that nobody ever reads what a check has refused
{%- import 'scripts/sql/_checked.sql' as checked %}
with staged as materialized (
    {{ checked.unpacked(families) }}
),

found as materialized (
    {%- for check in checks %}
    select
        '{{ check.name }}' as name,
        '{{ check.severity }}' as severity,
        {{ "'" ~ check.again ~ "'" if check.again else 'null' }} as again,
        checked.*
    from (
{{ check.render(families=families, staged='staged') }}
    ) as checked
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

failed as (
    insert into kpi_failure (
        tenant_id, granularity, period_start, period_end, run_id, first_failed_at, failed_at, failures, error
    )
    select
        found.tenant_id,
        found.granularity,
        found.period_start,
        found.period_end,
        {{ param('run_id') }}::text as run_id,
        clock_timestamp() as first_failed_at,
        clock_timestamp() as failed_at,
        1 as failures,
        concat('check ', min(found.name), ': ', min(found.said)) as error
    from found
    where found.severity = 'fail'
    group by found.tenant_id, found.granularity, found.period_start, found.period_end
    on conflict (tenant_id, granularity, period_start) do update
        set
            period_end = excluded.period_end,
            run_id = excluded.run_id,
            failed_at = excluded.failed_at,
            failures = kpi_failure.failures + 1,
            sqlstate = null,
            error = excluded.error
),

withheld as (
    delete from kpi_stage as staged
    using found
    where
        found.severity = 'fail'
        and staged.run_id = {{ param('run_id') }}::text
        and staged.tenant_id = found.tenant_id
        and staged.granularity = found.granularity
        and staged.period_start = found.period_start
),

taken_back as (
    update kpi_coverage as coverage
    set good = coverage.good - behind.windows
    from (
        select found.tenant_id, found.again, range_agg(tstzrange(found.period_start, found.period_end)) as windows
        from found
        where found.again is not null
        group by found.tenant_id, found.again
    ) as behind
    where coverage.tenant_id = behind.tenant_id and coverage.granularity = behind.again
)

select
    found.name,
    found.severity,
    found.tenant_id,
    found.period_start,
    found.period_end,
    found.said
from found
order by found.severity, found.tenant_id, found.period_start, found.name
