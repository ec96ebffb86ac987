-- Log events from lines of JSON, those that nothing is wrong with
-- grain: one row per line
-- parameters: numbers, lines
-- reads: nothing
-- writes: nothing
with lines as materialized (
    select given.number, parsed.said, kpi_instant(parsed.said ->> 'occurred_at') as occurred_at
    from unnest({{ param('numbers') }}::bigint[], {{ param('lines') }}::text[]) as given (number, line)
    cross join lateral (select given.line::jsonb as said) as parsed
),

checked as materialized (
    select
        lines.number,
        lines.said,
        coalesce(lines.occurred_at, statement_timestamp()) as occurred_at,
        coalesce(
            (
                select case
                    when fields.key not in ('tenant_id', 'event_type', 'payload', 'occurred_at', 'event_id')
                        then format('unknown key: %s', left(fields.key, 100))
                    else format('%s is no string', fields.key)
                end
                from jsonb_each(lines.said) as fields (key, value)
                where
                    fields.key not in ('tenant_id', 'event_type', 'payload', 'occurred_at', 'event_id')
                    or fields.key <> 'payload' and jsonb_typeof(fields.value) not in ('string', 'null')
                order by fields.key
                limit 1
            ),
            case
                when lines.said ->> 'occurred_at' is not null and lines.occurred_at is null
                    then 'occurred_at is no instant: write it as 2026-03-29T06:00:00Z'
            end,
            kpi_event_problem(
                lines.said ->> 'tenant_id',
                lines.said ->> 'event_type',
                lines.said -> 'payload',
                coalesce(lines.occurred_at, statement_timestamp()),
                lines.said ->> 'event_id'
            )
        ) as problem
    from lines
)

select
    checked.number,
    checked.problem,
    case
        when checked.problem is not null then 'refused'
        when kpi_log_event(
            checked.said ->> 'tenant_id',
            checked.said ->> 'event_type',
            checked.said -> 'payload',
            checked.occurred_at,
            checked.said ->> 'event_id'
        ) then 'stored'
        else 'known'
    end as outcome
from checked
order by checked.number
