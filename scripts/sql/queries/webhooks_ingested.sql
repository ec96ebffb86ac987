-- Take in webhooks of Cal.com from lines of JSON, those that nothing is wrong with
-- grain: one row per line
-- parameters: numbers, lines
-- reads: nothing
-- writes: nothing
with lines as materialized (
    select given.number, given.line::jsonb as said
    from unnest({{ param('numbers') }}::bigint[], {{ param('lines') }}::text[]) as given (number, line)
),

checked as materialized (
    select
        lines.number,
        lines.said,
        case
            when jsonb_typeof(lines.said -> 'tenant_id') not in ('string', 'null') then 'tenant_id is no string'
            else kpi_calcom_problem(lines.said ->> 'tenant_id', lines.said -> 'payload')
        end as problem
    from lines
)

select
    checked.number,
    checked.problem,
    case
        when checked.problem is not null then 'refused'
        else kpi_ingest_calcom(checked.said ->> 'tenant_id', checked.said -> 'payload')
    end as outcome
from checked
order by checked.number
