-- A metric from counters
-- grain: one row
-- shape: level (salon or staff)
-- parameters: counters, values (of the counters, in their order), metric
select
    (
        kpi_metrics(coalesce(jsonb_object_agg(c.counter, c.value), '{}'){{ ', staff => true' if level == 'staff' }})
        ->> {{ param('metric') }}::text
    )::numeric as value
from unnest({{ param('counters') }}::text[], {{ param('values') }}::numeric[]) as c (counter, value)
