-- Metrics of a range beside those of the range before
-- object: function kpi_comparison(jsonb, jsonb)
create or replace function kpi_comparison(metrics jsonb, previous jsonb) returns jsonb
language sql immutable parallel safe
as $$
    select coalesce(
        jsonb_object_agg(
            coalesce(later.key, earlier.key),
            jsonb_build_object(
                'value', later.value,
                'previous', earlier.value,
                'delta', (later.value #>> '{}')::numeric - (earlier.value #>> '{}')::numeric
            )
        ),
        '{}'
    )
    from jsonb_each(metrics) as later (key, value)
    full join jsonb_each(previous) as earlier (key, value) on later.key = earlier.key
$$;

comment on function kpi_comparison(jsonb, jsonb) is
    'By metric: value, previous, and delta = value - previous; null where one of them is unknown';
