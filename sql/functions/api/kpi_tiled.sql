-- The stored rows that answer for each window of a range
-- object: function kpi_tiled(text, text, date, date, text, text)
-- reads: kpi_coverage, kpi_rollup, kpi_ledger
-- why: a window is its own row where that is good. Else it is put together from days and hours, without a gap from its
--      first instant on, so that what is said of it is exact up to where the rows reach
{#- The stored rows of a grain that a condition picks, and what the ledger says of them. -#}
{%- macro stored(columns, source, grain, condition) -%}
select
        {{ columns }},
        rows.granularity,
        rows.period_start,
        rows.period_end,
        ledger.computed_at,
        ledger.definition,
        least(rows.period_end, ledger.as_of) as covered_until,
        coalesce(rows.period_end <= least(ledger.as_of, ledger.computed_at), false) as is_closed,
        coalesce(coverage.good @> tstzrange(rows.period_start, rows.period_end), false) as is_good
    from {{ source }}
    inner join kpi_rollup as rows
        on rows.tenant_id = kpi_tiled.tenant_id
        and rows.granularity = {{ grain }}
        and {{ condition }}
    left join kpi_ledger as ledger
        on rows.tenant_id = ledger.tenant_id
        and rows.granularity = ledger.granularity
        and rows.period_start = ledger.period_start
    left join coverage on rows.granularity = coverage.granularity
{%- endmacro %}
create or replace function kpi_tiled(
    tenant_id text, period text, first_day date, last_day date, tz text, zone text
) returns table (
    first_date date,
    last_date date,
    starts_at timestamptz,
    ends_at timestamptz,
    granularity text,
    period_start timestamptz,
    period_end timestamptz,
    covered_until timestamptz,
    is_good boolean,
    computed_at timestamptz,
    definition text
)
language sql stable
as $$
with coverage as materialized (
    select kept.granularity, kept.good
    from kpi_coverage as kept
    where kept.tenant_id = kpi_tiled.tenant_id and kept.timezone = kpi_tiled.zone
),

windows as materialized (
    select w.first_date, w.last_date, w.starts_at, w.ends_at
    from kpi_windows(period, first_day, last_day, tz) as w
),

own as materialized (
    {{ stored(
        'windows.starts_at', 'windows', 'kpi_tiled.period',
        'rows.period_start = windows.starts_at and rows.period_end = windows.ends_at'
    ) }}
),

loose as materialized (
    select windows.starts_at, windows.ends_at
    from windows
    left join own on windows.starts_at = own.starts_at
    where own.is_good is not true
),

days as materialized (
    {{ stored(
        'loose.starts_at', 'loose', "'day'",
        'rows.period_start >= loose.starts_at and rows.period_start < loose.ends_at and rows.period_end <= loose.ends_at'
    ) }}
    where kpi_tiled.period <> 'day'
),

gaps as materialized (
    select loose.starts_at, gap.span
    from loose
    left join (
        select days.starts_at, range_agg(tstzrange(days.period_start, days.period_end)) as spans
        from days
        where days.is_closed or days.is_good
        group by days.starts_at
    ) as filled on loose.starts_at = filled.starts_at
    cross join lateral unnest(
        tstzmultirange(tstzrange(loose.starts_at, loose.ends_at)) - coalesce(filled.spans, '{}')
    ) as gap (span)
),

hours as materialized (
    {{ stored(
        'gaps.starts_at', 'gaps', "'hour'",
        'rows.period_start >= lower(gaps.span) and rows.period_start < upper(gaps.span)'
        ~ ' and rows.period_end <= upper(gaps.span)'
    ) }}
),

linked as (
    select
        tiles.*,
        tiles.period_start is distinct from coalesce(
            lag(tiles.period_end) over (partition by tiles.starts_at order by tiles.period_start), tiles.starts_at
        ) as is_after_a_gap
    from (
        select * from days
        union all
        select * from hours
    ) as tiles
    where tiles.is_closed or tiles.is_good
),

chained as (
    select
        linked.*,
        bool_or(linked.is_after_a_gap) over (
            partition by linked.starts_at order by linked.period_start
        ) as is_out_of_reach
    from linked
),

-- Windows that parts answer for better than their own row: they are good and whole, or the row is of before the end.
better as (
    select chained.starts_at
    from chained
    inner join loose on chained.starts_at = loose.starts_at
    left join own on chained.starts_at = own.starts_at
    where not chained.is_out_of_reach
    group by chained.starts_at, loose.ends_at, own.is_closed
    having own.is_closed is not true or (bool_and(chained.is_good) and max(chained.period_end) = loose.ends_at)
),

tiles as (
    select *
    from own
    where own.starts_at not in (select better.starts_at from better)
    union all
    select
        chained.starts_at,
        chained.granularity,
        chained.period_start,
        chained.period_end,
        chained.computed_at,
        chained.definition,
        chained.covered_until,
        chained.is_closed,
        chained.is_good
    from chained
    where not chained.is_out_of_reach and chained.starts_at in (select better.starts_at from better)
)

select
    windows.first_date,
    windows.last_date,
    windows.starts_at,
    windows.ends_at,
    tiles.granularity,
    tiles.period_start,
    tiles.period_end,
    case when tiles.granularity is not null then greatest(tiles.covered_until, windows.starts_at) end as covered_until,
    tiles.is_good,
    tiles.computed_at,
    tiles.definition
from windows
left join tiles on windows.starts_at = tiles.starts_at
$$;

comment on function kpi_tiled(text, text, date, date, text, text) is
    'One row per window and stored row that answers for it, without a gap from its start; a window that nothing answers for has one row of nulls';
